import { textsOf } from '../correlate/json.js';
import { kqlList, kqlText, kqlTime } from './kql-text.js';
import type { Situation } from './situation.js';

export interface FilledHunt {
  title: string;
  kql: string;
}

/** Queries that look for more of the same, filled in with an incident's values. Each runs with `keelwatch query`. */
export function widen(situation: Situation): FilledHunt[] {
  return queries.flatMap((query) => query(situation) ?? []);
}

const hour = 3600e6;

const queries: ((situation: Situation) => FilledHunt | undefined)[] = [
  ({ reached }) => {
    const addresses = [...new Set(reached.map(({ ip }) => ip))];
    if (addresses.length === 0) return undefined;
    return {
      title: 'Who else reached the same addresses, in builds or otherwise',
      kql: `DeviceNetworkEvents
| where RemoteIP in ${kqlList(addresses)} and ActionType != "ConnectionClosed"
| summarize Times = count(), First = min(TimeGenerated), Last = max(TimeGenerated)
    by DeviceName, RemoteIP, RemotePort, InitiatingProcessFileName, ContainerId
| order by First asc`,
    };
  },
  ({ reached }) => {
    const names = [...new Set(reached.map(({ name }) => name).filter((name) => name !== ''))];
    if (names.length === 0) return undefined;
    return {
      title: 'Who else reached the same names, whatever their address',
      kql: `DeviceNetworkEvents
| where RemoteUrl has_any ${kqlList(names)}
| summarize Times = count(), First = min(TimeGenerated), Addresses = make_set(RemoteIP)
    by DeviceName, RemoteUrl, InitiatingProcessFileName
| order by First asc`,
    };
  },
  ({ details }) => {
    const client = details.RequesterRemoteIP;
    if (!client) return undefined;
    return {
      title: 'Everything that the same client asked of an engine',
      kql: `DockerApiEvents
| where ClientRemoteIP == ${kqlText(client)}
| project TimeGenerated, DeviceName, Method, RequestPath, QueryParameters, ClientRemotePort
| order by TimeGenerated asc`,
    };
  },
  ({ build }) => {
    if (!build.AccountName) return undefined;
    return {
      title: 'Other builds of the same account',
      kql: `ImageBuilds
| where AccountName == ${kqlText(build.AccountName)} and BuildId != ${kqlText(build.BuildId)}
| project TimeGenerated, DeviceName, Method, State, Tags, RequesterCommandLine, RemoteAddresses, ContainerIds
| order by TimeGenerated desc`,
    };
  },
  ({ build }) => {
    if (!build.AccountName) return undefined;
    const from = (build.StartTime ?? build.TimeGenerated) - hour;
    const to = (build.EndTime ?? build.TimeGenerated) + hour;
    return {
      title: 'What the same account ran in the hour before and after',
      kql: `DeviceProcessEvents
| where AccountName == ${kqlText(build.AccountName)}
| where TimeGenerated between (${kqlTime(from)} .. ${kqlTime(to)})
| project TimeGenerated, DeviceName, ProcessId, ProcessCommandLine, InitiatingProcessCommandLine, ProcessCurrentWorkingDirectory
| order by TimeGenerated asc`,
    };
  },
  ({ reached }) => {
    const texts = [...new Set(reached.map(({ name, ip }) => name || ip))];
    if (texts.length === 0) return undefined;
    return {
      title: 'Other builds whose steps or Dockerfile name the same server',
      kql: `ImageBuilds
| join kind=leftouter (
    ImageBuildSteps
    | summarize Commands = strcat_array(make_list(Command), "; ") by BuildId
  ) on BuildId
| where ${texts.map((text) => `Commands contains ${kqlText(text)} or Dockerfile contains ${kqlText(text)}`).join('\n    or ')}
| project TimeGenerated, DeviceName, BuildId, AccountName, Tags, Commands
| order by TimeGenerated desc`,
    };
  },
  ({ images, descendants }) => {
    const ids = [...images, ...descendants];
    if (ids.length === 0) return undefined;
    return {
      title: 'Every container of the image or of its descendants, on every host',
      kql: `ContainerEvents
| where ImageId in ${kqlList(ids)}
| project TimeGenerated, DeviceName, ActionType, ContainerId, ContainerName, ImageReference, IsPrivileged, Mounts
| order by TimeGenerated asc`,
    };
  },
  ({ images, descendants, build }) => {
    const ids = [...images, ...descendants];
    const names = textsOf(build.Tags ?? null);
    if (ids.length === 0 && names.length === 0) return undefined;
    const tests = [
      ids.length > 0 ? `ImageId in ${kqlList(ids)} or ParentImageId in ${kqlList(ids)}` : '',
      names.length > 0 ? `ImageReference in ${kqlList(names)}` : '',
    ].filter((test) => test !== '');
    return {
      title: 'Where the image or its names went: tagged, pushed, saved, loaded, pulled',
      kql: `ContainerImageEvents
| where ${tests.join('\n    or ')}
| project TimeGenerated, DeviceName, ActionType, ImageId, ImageReference, ParentImageId
| order by TimeGenerated asc`,
    };
  },
  ({ build, details }) => {
    const name = build.RequesterFileName ?? '';
    if (name === '' || details.RequesterIsKnownTool !== false) return undefined;
    return {
      title: 'The same program elsewhere: whom else it spoke to as a client of an engine',
      kql: `DockerApiEvents
| where ClientFileName == ${kqlText(name)}
| summarize Requests = count(), First = min(TimeGenerated), Paths = make_set(RequestPath)
    by DeviceName, ClientFolderPath, ClientAccountName, EngineSocket
| order by First asc`,
    };
  },
];
