import type { Case } from '../case.js';
import { client, process, tag } from './marks.js';
import { automation, type Mark, type Recogniser } from './recogniser.js';

/** Builds the images of a project's services, and starts them. */
export const compose: Recogniser = {
  id: 'compose',
  name: 'compose',
  explains: automation,
  marks: (subject) => {
    const called = calls(subject);
    if (called.length === 0) return [];
    return [...called, ...tag(subject, /^[a-z0-9]+[-_]+[a-z0-9][\w.-]*(?::latest)?$/)];
  },
};

function calls(subject: Case): Mark[] {
  if (subject.details.RequestTool === 'compose')
    return [client('It was asked for by way of docker compose.')];
  return process(subject, /^docker-compose$/);
}
