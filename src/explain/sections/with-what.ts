import type { Block, Field, Section } from '../document.js';
import { fineClock } from '../moments.js';
import type { Limits, Told } from '../parts.js';
import { first, more } from '../parts.js';
import { contextKinds } from './context-kinds.js';
import { dockerfileListing, dockerfileTrust, plainListing } from './dockerfile-listing.js';
import { requestLine } from './request-line.js';

/** The request, the context, and the Dockerfile with the lines that matter. */
export function withWhat(subject: Told, limits: Limits): Section {
  const { build, details, requests } = subject;
  const isBuild = (build.Method ?? 'build') === 'build';
  const fields: Field[] = [
    {
      label: 'Request',
      value: limits.isBrief && details.RequesterIsKnownTool ? '' : details.ApiRequest,
    },
    { label: 'Options', value: options(subject) },
    { label: isBuild ? 'Context' : 'From', value: context(subject) },
    { label: 'Its mounts', value: details.SourceMounts.join(', ') },
    { label: 'Made by', value: details.MadeBy && `build ${details.MadeBy}, on this host` },
    { label: 'Labels', value: limits.isBrief ? '' : details.RequestLabels.join(', ') },
  ];
  if (isBuild) {
    const value = [build.DockerfilePath, dockerfileTrust(subject, limits)].filter(Boolean);
    fields.push({ label: 'Dockerfile', value: value.join(': ') });
  }
  const blocks: Block[] = [{ kind: 'fields', fields }];
  if (build.Dockerfile) {
    blocks.push({ kind: 'listing', lines: dockerfileListing(subject, limits) });
  }
  if (details.ClientDockerfile && !limits.isBrief) {
    const text = 'what the file of the client held when it started, which is not what was built:';
    blocks.push({ kind: 'fields', fields: [{ label: 'Its own file', value: text }] });
    blocks.push({ kind: 'listing', lines: plainListing(details.ClientDockerfile, limits) });
  }
  const asked = first(requests, limits.requests);
  if (asked.kept.length > 0) {
    const items = asked.kept.map((row) => ({
      mark: fineClock(row.TimeGenerated),
      text: requestLine(row),
      tone: 'dim' as const,
    }));
    if (asked.left > 0) items.push({ mark: '…', text: more(asked.left, 'request'), tone: 'dim' });
    blocks.push({
      kind: 'fields',
      fields: [{ label: 'Asked for', value: 'what its requester asked the engine:' }],
    });
    blocks.push({ kind: 'items', items });
  }
  return { title: isBuild ? 'From where and with what' : 'From what', blocks };
}

function options({ details }: Told): string {
  const { NoCache, NetworkMode, DockerfileArgument } = details;
  return [
    NoCache ? 'no cache' : '',
    NetworkMode && NetworkMode !== 'default' ? `network ${NetworkMode}` : '',
    DockerfileArgument ? `Dockerfile ${DockerfileArgument}` : '',
  ]
    .filter((option) => option !== '')
    .join(', ');
}

function context({ build, details }: Told): string {
  const kind = contextKinds[details.ContextKind] ?? '';
  const path = build.ContextPath ?? '';
  if (path === '' || path === '-' || path === 'client-session') return kind || 'unknown';
  return kind ? `${path}, ${kind}` : path;
}
