import type { Device } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import type { Micros } from '../../model/row.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  otherLines,
  shareOfLines,
} from './importer.js';
import { instantOf } from './instant.js';
import { type Program, type Programs, rememberPrograms } from './program.js';
import { deviceOf, exitRow, fileRow, networkRow, type Occasion, processRow } from './rows.js';
import { type SysmonEvent, sysmonEvent } from './sysmon-event.js';
import { countOf, loginOf, portOf } from './values.js';

/** Sysmon for Linux in a syslog file or a journal: an event's XML to a line. */
export const sysmon: Importer = {
  id: 'sysmon',
  title: 'Sysmon for Linux, syslog lines',
  reads: 'lines',
  recognises: shareOfLines(isSysmon),
  fits: isSysmon,
  open: openSysmon,
};

export function isSysmon(line: string): boolean {
  return line.includes('Linux-Sysmon') && /<Event[ >]/.test(line);
}

export function openSysmon({ device }: ImportContext): Opened<'lines'> {
  /** By ProcessGuid: events other than a start name no command line. */
  const programs = rememberPrograms();

  function take(line: string): Found[] {
    if (!isSysmon(line)) return [{ skipped: otherLines }];
    const several = eventsOn(line);
    if (several) return several.flatMap(take);
    const event = sysmonEvent(line);
    const id = event.header.get('EventID');
    if (id === undefined) return [{ rejected: 'it is cut before its EventID' }];
    const reader = readers[id];
    if (reader === undefined)
      return [{ skipped: `Sysmon event ${/^\d{1,3}$/.test(id) ? id : 'of no number'}` }];
    const time = instantOf(event.data.get('UtcTime')) ?? instantOf(event.header.get('SystemTime'));
    if (time === undefined) return [{ rejected: 'it has no time' }];
    if (countOf(event.data.get('ProcessId')) === undefined)
      return [{ rejected: 'it is cut before its ProcessId' }];
    const found = reader(event, occasionOf(event, time, device), programs);
    return event.isCut ? [...found, { remark: 'it is cut: what came later is not known' }] : found;
  }

  return { take, end: () => [] };
}

const ending = '</Event>';

/** Events whose line ends were lost on the way; undefined where there is one. */
function eventsOn(line: string): string[] | undefined {
  const end = line.indexOf(ending);
  if (end < 0 || end + ending.length === line.length || !isSysmon(line.slice(end)))
    return undefined;
  const events = line.split(/(?<=<\/Event>)/).filter(isSysmon);
  return events.length > 1 ? events : undefined;
}

function occasionOf({ header }: SysmonEvent, time: Micros, otherwise: Partial<Device>): Occasion {
  return { time, device: deviceOf({ name: header.get('Computer') }, otherwise) };
}

type Reader = (event: SysmonEvent, occasion: Occasion, programs: Programs) => Found[];

const readers: Record<string, Reader> = dictionary({
  '1': started,
  '3': connected,
  '5': (event, occasion, programs) => [exitRow(occasion, actorOf(event, programs), {})],
  '11': (event, occasion, programs) => touched('FileCreated', event, occasion, programs),
  '23': (event, occasion, programs) => touched('FileDeleted', event, occasion, programs),
  '26': (event, occasion, programs) => touched('FileDeleted', event, occasion, programs),
});

function started({ data }: SysmonEvent, occasion: Occasion, programs: Programs): Found[] {
  const parentId = data.get('ParentProcessGuid');
  const parent: Program = {
    ...programs.find(parentId),
    pid: countOf(data.get('ParentProcessId')),
    uniqueId: parentId,
    ...known({ path: data.get('ParentImage'), commandLine: data.get('ParentCommandLine') }),
    ...known({ account: data.get('ParentUser') }),
  };
  const program: Program = {
    pid: countOf(data.get('ProcessId')),
    uniqueId: data.get('ProcessGuid'),
    path: data.get('Image'),
    commandLine: data.get('CommandLine'),
    cwd: data.get('CurrentDirectory'),
    account: data.get('User'),
    session: loginOf(data.get('TerminalSessionId')),
    time: occasion.time,
    ...hashesOf(data.get('Hashes')),
    parent,
  };
  programs.started(program.uniqueId, program);
  return [processRow(occasion, program, parent.pid === undefined ? undefined : parent)];
}

function connected({ data }: SysmonEvent, occasion: Occasion, programs: Programs): Found[] {
  const isOurs = data.get('Initiated') !== 'false';
  const [near, far] = isOurs ? ['Source', 'Destination'] : ['Destination', 'Source'];
  return [
    networkRow(
      occasion,
      {
        action: isOurs ? 'ConnectionSuccess' : 'InboundConnectionAccepted',
        remoteIp: data.get(`${far}Ip`),
        remotePort: portOf(data.get(`${far}Port`)),
        remoteUrl: data.get(`${far}Hostname`),
        localIp: data.get(`${near}Ip`),
        localPort: portOf(data.get(`${near}Port`)),
        protocol: data.get('Protocol'),
      },
      actorOf({ data }, programs),
    ),
  ];
}

function touched(
  action: 'FileCreated' | 'FileDeleted',
  { data }: SysmonEvent,
  occasion: Occasion,
  programs: Programs,
): Found[] {
  const path = data.get('TargetFilename');
  if (path === undefined) return [{ rejected: 'it names no file' }];
  return [
    fileRow(
      occasion,
      { action, path, ...hashesOf(data.get('Hashes')) },
      actorOf({ data }, programs),
    ),
  ];
}

function actorOf({ data }: Pick<SysmonEvent, 'data'>, programs: Programs): Program {
  const uniqueId = data.get('ProcessGuid');
  // Of a process that was over before it could be asked, Sysmon writes this.
  const image = data.get('Image') === '<unknown process>' ? undefined : data.get('Image');
  return {
    ...programs.find(uniqueId),
    ...known({
      path: image?.includes('/') ? image : undefined,
      name: image?.includes('/') ? undefined : image,
    }),
    ...known({ account: data.get('User') }),
    pid: countOf(data.get('ProcessId')),
    uniqueId,
  };
}

const known = (program: Program): Program =>
  Object.fromEntries(Object.entries(program).filter(([, value]) => value !== undefined));

/** `SHA256=…,MD5=…` */
function hashesOf(text = ''): Pick<Program, 'sha1' | 'sha256' | 'md5'> {
  const of = (name: string): string | undefined =>
    new RegExp(`(?:^|,)${name}=([0-9A-Fa-f]+)`).exec(text)?.[1]?.toLowerCase();
  return { sha1: of('SHA1'), sha256: of('SHA256'), md5: of('MD5') };
}
