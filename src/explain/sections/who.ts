import { isDaemonless } from '../../correlate/command.js';
import { type ChainEntry, readChainEntry } from '../../correlate/details.js';
import { listOf } from '../../correlate/json.js';
import type { Field, Item, Section } from '../document.js';
import { dateTime } from '../moments.js';
import { endpointText, shortImage } from '../names.js';
import type { Limits, Told } from '../parts.js';
import { originOf } from './origin.js';

/** The user, the login behind it, the client, and the processes above it. */
export function who(subject: Told, limits: Limits): Section {
  const { build, details } = subject;
  const title = 'Who';
  const isSeen = build.RequesterCommandLine || build.RequesterFileName || details.RequesterRemoteIP;
  if (!isSeen) {
    const value = 'unknown: no client on this host accounts for the build';
    return { title, blocks: [{ kind: 'fields', fields: [{ label: 'User', value }] }] };
  }
  const chain = listOf(build.RequesterProcessChain ?? null).map(readChainEntry);
  const directory = build.RequesterCurrentWorkingDirectory ?? '';
  const fields: Field[] = [
    { label: 'User', value: user(subject) },
    { label: 'From', value: from(subject, chain) },
    { label: 'Client', value: client(subject) },
    { label: 'SHA-256', value: limits.isBrief ? '' : (build.RequesterSHA256 ?? '') },
    { label: 'Command', value: build.RequesterCommandLine ?? '', tone: 'strong' },
    { label: 'Processes', value: limits.isBrief ? chainText(chain, directory) : '' },
    { label: 'Directory', value: limits.isBrief ? '' : directory },
  ];
  if (limits.isBrief || chain.length === 0) return { title, blocks: [{ kind: 'fields', fields }] };
  return {
    title,
    blocks: [
      { kind: 'fields', fields },
      { kind: 'items', items: chain.map(chainItem) },
    ],
  };
}

function user({ build, details }: Told): string {
  const remote = details.RequesterRemoteIP !== '';
  const uid = build.UserId ?? null;
  const account = build.AccountName || (remote ? 'no user: the engine asks for none' : 'unknown');
  const name = uid === null ? account : `${account} (uid ${uid})`;
  if (remote) return name;
  const login = build.AuditUserId ?? null;
  return login === null
    ? `${name}; who had logged in is not known`
    : `${name}, logged in as uid ${login}`;
}

function from({ build, details }: Told, chain: ChainEntry[]): string {
  const { RequesterRemoteIP, RequesterRemotePort, RequesterTlsSubject } = details;
  if (RequesterRemoteIP) {
    const address = endpointText({ RemoteIP: RequesterRemoteIP, RemotePort: RequesterRemotePort });
    const certificate = RequesterTlsSubject
      ? `with the client certificate ${RequesterTlsSubject}`
      : 'no client certificate was seen';
    return `${address}, over the network; ${certificate}`;
  }
  if (build.RequesterContainerId) {
    const { Name = '', Image = '' } = details.RequesterContainer ?? {};
    const name = Name ? ` ${Name}` : '';
    return `container${name} (${shortImage(build.RequesterContainerId)})${Image ? ` of ${Image}` : ''}`;
  }
  const origin = originOf(chain);
  return origin ? `this host, out of ${origin}` : 'this host';
}

/** What the client is, by its name, its requests and what it was told to do. */
function client({ build, details }: Told): string {
  const { RequestTool, RequesterIsKnownTool, RequesterUserAgent } = details;
  const name = build.RequesterFileName ?? '';
  const parts: string[] = [];
  if (RequesterIsKnownTool === false && RequestTool && RequestTool !== 'api') {
    parts.push(
      `${name || 'a program'}, which was told what ${RequestTool} is told, under another name`,
    );
  } else if (RequesterIsKnownTool === false) {
    parts.push(`${name || 'a program'}, no build tool by its name`);
  } else if (name || RequestTool) {
    parts.push(
      name && RequestTool && name !== RequestTool
        ? `${name} (${RequestTool})`
        : name || RequestTool,
    );
  }
  const identity = build.RequesterIdentity ?? '';
  if (RequesterIsKnownTool === false && identity !== '') parts.push(`its file is ${identity}`);
  if (RequesterUserAgent) parts.push(`it calls itself ${RequesterUserAgent}`);
  if (isDaemonless(RequestTool)) parts.push('it builds without an engine');
  return parts.join('; ');
}

function chainText(chain: ChainEntry[], directory: string): string {
  const processes = chain
    .map(({ FileName, ProcessId }) => `${FileName || '?'} (${ProcessId || '?'})`)
    .reverse()
    .join(' → ');
  return [processes, directory && `in ${directory}`].filter(Boolean).join(', ');
}

function chainItem({
  ProcessId,
  FileName,
  CommandLine,
  AccountName,
  CreationTime,
}: ChainEntry): Item {
  const by = AccountName ? `, ${AccountName}` : '';
  const since = CreationTime ? `, since ${dateTime(CreationTime)}` : '';
  const command = CommandLine || `${FileName || 'a process'}, its command line was not seen`;
  return { mark: String(ProcessId || '?'), text: `${command}${by}${since}`, tone: 'dim' };
}
