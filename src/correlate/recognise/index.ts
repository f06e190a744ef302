import { act } from './act.js';
import { ansible } from './ansible.js';
import { azurePipelines } from './azure-pipelines.js';
import { bamboo } from './bamboo.js';
import { bitbucket } from './bitbucket.js';
import { buildkite } from './buildkite.js';
import { circleci } from './circleci.js';
import { compose } from './compose.js';
import { concourse } from './concourse.js';
import { coolify } from './coolify.js';
import { devcontainers } from './devcontainers.js';
import { developer } from './developer.js';
import { dokku } from './dokku.js';
import { githubActions } from './github-actions.js';
import { gitlabRunner } from './gitlab-runner.js';
import { grype } from './grype.js';
import { jenkins } from './jenkins.js';
import { kaniko } from './kaniko.js';
import { packer } from './packer.js';
import { portainer } from './portainer.js';
import type { Recogniser } from './recogniser.js';
import { skaffold } from './skaffold.js';
import { snyk } from './snyk.js';
import { teamcity } from './teamcity.js';
import { terraform } from './terraform.js';
import { testcontainers } from './testcontainers.js';
import { trivy } from './trivy.js';
import { trustedBuilder } from './trusted-builder.js';
import { woodpecker } from './woodpecker.js';

/** Of two that are as well founded, the first names the build: tools before what runs them. */
export const recognisers: readonly Recogniser[] = [
  trustedBuilder,
  packer,
  terraform,
  ansible,
  trivy,
  grype,
  snyk,
  devcontainers,
  testcontainers,
  skaffold,
  act,
  kaniko,
  portainer,
  jenkins,
  gitlabRunner,
  githubActions,
  buildkite,
  woodpecker,
  teamcity,
  bamboo,
  circleci,
  azurePipelines,
  bitbucket,
  concourse,
  dokku,
  coolify,
  compose,
  developer,
];
