import type { TableName } from '../../model/generated/tables.js';
import { tables } from '../../model/generated/tables.js';
import type { Json } from '../../model/row.js';
import { addressType } from '../address-type.js';
import { parseExact } from './exact-json.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { tableRow } from './table-row.js';
import { at, type Fields, fieldsOf, isFields, textOf } from './values.js';

/**
 * Defender's advanced-hunting rows: from its API, as CSV from the portal, from the streaming API or an event hub
 * (`category`, `properties`), from a Log Analytics workspace, or bare.
 */
export const defender: Importer = {
  id: 'defender',
  title: 'Microsoft Defender XDR rows: API, CSV, streaming records, Log Analytics',
  reads: 'objects',
  recognises: shareOfObjects((value) => propertiesOf(value) !== undefined || isRow(value)),
  open: ({ device }) => {
    let isLocalTold = false;

    /** Once: all rows of a file are of one zone. */
    function localTime(value: Fields): Found[] {
      if (isLocalTold || !Object.keys(value).some((name) => name.endsWith(' [Local Time]')))
        return [];
      isLocalTold = true;
      return [{ remark: 'its times are in a local time that the file does not tell: read as UTC' }];
    }

    return stateless((value) => {
      const { records } = value;
      // Deliveries of an event hub, one to a line or in an array.
      const all = Array.isArray(records) && !isRow(value) ? records : [value];
      const rows = all.flatMap((record) =>
        isFields(record) ? found(record, device) : [{ rejected: 'a record is no JSON object' }],
      );
      return [...rows, ...localTime(value)];
    });
  },
};

const streamed = /^(?:AdvancedHunting-)?(\w{1,100})$/;

function propertiesOf(value: Fields): { table: string; properties: Fields } | undefined {
  const table = streamed.exec(textOf(value.category) ?? '')?.[1];
  return table !== undefined && isFields(value.properties)
    ? { table, properties: value.properties }
    : undefined;
}

const isRow = (value: Fields): boolean =>
  (value.ActionType !== undefined ||
    value.Type !== undefined ||
    tableByColumns(value) !== undefined) &&
  Object.keys(value).some((name) => timeNames.test(name)) &&
  // Syslog rows of a workspace are another importer's.
  value.SyslogMessage === undefined;

const timeNames = /^(Timestamp|TimeGenerated)( \[(UTC|Local Time)\])?$/;

function found(record: Fields, device: object): Found[] {
  const streaming = propertiesOf(record);
  const values = withoutZone(streaming?.properties ?? record);
  const table = streaming?.table ?? tableOf(values);
  if (table === undefined)
    return [{ skipped: `rows of another table (${textOf(values.ActionType) ?? 'no ActionType'})` }];
  return isOurs(table) ? rowOf(table, values, device) : [{ skipped: table }];
}

/** Tables that Defender has; others of that name in a record are not its. */
export const isOurs = (name: string): name is TableName =>
  Object.hasOwn(tables, name) && tables[name as TableName].origin === 'defender';

const zone = / \[(UTC|Local Time)\]$/;

/** Sentinel's CSV has `TimeGenerated [UTC]`, or `[Local Time]` of whoever exported it, which is not told and taken as UTC. */
function withoutZone(values: Fields): Fields {
  const zoned = Object.keys(values).filter((name) => zone.test(name));
  if (zoned.length === 0) return values;
  const renamed = zoned.map((name) => [name.replace(zone, ''), values[name] ?? null]);
  return { ...values, ...(Object.fromEntries(renamed) as Fields) };
}

/** What a workspace or a union says, else what the action can only be. */
export function tableOf(values: Fields): string | undefined {
  // The command line of Azure calls every result's table so.
  const name = values.TableName === 'PrimaryResult' ? undefined : textOf(values.TableName);
  const said = textOf(values.Type) ?? textOf(values.$table) ?? name;
  if (said !== undefined && /^[A-Z]\w{0,99}$/.test(said)) return said;
  const action = textOf(values.ActionType);
  return action === undefined ? tableByColumns(values) : actions.get(action);
}

/** Of a query that kept neither table nor action: by columns that only one of the three tables has, and that are filled. */
function tableByColumns(values: Fields): TableName | undefined {
  const has = (...names: string[]) => names.some((name) => Object.hasOwn(values, name));
  if (!has('DeviceName', 'DeviceId')) return undefined;
  if (has('ProcessCommandLine', 'ProcessId')) return 'DeviceProcessEvents';
  if (has('RemoteIP', 'RemoteUrl')) return 'DeviceNetworkEvents';
  return has('PreviousFolderPath', 'PreviousFileName') ? 'DeviceFileEvents' : undefined;
}

const networkActions = [
  'ConnectionSuccess ConnectionFailed ConnectionAttempt ConnectionFound ConnectionRequest',
  'ConnectionAcknowledged InboundConnectionAccepted InboundConnectionAttempt',
  'InboundInternetScanInspected ListeningConnectionCreated NetworkSignatureInspected',
  'DnsConnectionInspected HttpConnectionInspected SslConnectionInspected IcmpConnectionInspected',
  'SshConnectionInspected',
].join(' ');

const actions = new Map<string, TableName>([
  ['ProcessCreated', 'DeviceProcessEvents'],
  ['FileCreated', 'DeviceFileEvents'],
  ['FileModified', 'DeviceFileEvents'],
  ['FileRenamed', 'DeviceFileEvents'],
  ['FileDeleted', 'DeviceFileEvents'],
  ...networkActions.split(' ').map((action) => [action, 'DeviceNetworkEvents'] as const),
]);

/** The actions by which rows of a table are known. */
export const actionsOf = (table: TableName): string[] =>
  [...actions].flatMap(([action, of]) => (of === table ? [action] : []));

function rowOf(table: TableName, values: Fields, device: object): Found[] {
  return tableRow(table, values, device, () => false, ours[table]?.(values));
}

/** Our own columns, as far as Defender says the same elsewhere. */
const ours: Partial<Record<TableName, (values: Fields) => Fields>> = {
  DeviceProcessEvents(values) {
    const fields = additional(values);
    return {
      AdditionalFields: fields,
      ProcessCurrentWorkingDirectory: fieldsOf(fields).ProcessCurrentWorkingDirectory ?? null,
      UserId: values.UserId ?? at(fields, 'ProcessPosixEffectiveUser.PosixUserId') ?? null,
    };
  },
  DeviceFileEvents(values) {
    const fields = additional(values);
    const directory = fieldsOf(fields).InitiatingProcessCurrentWorkingDirectory;
    return {
      AdditionalFields: fields,
      AccountName: values.AccountName ?? values.InitiatingProcessAccountName ?? null,
      InitiatingProcessCurrentWorkingDirectory: directory ?? null,
      UserId:
        values.UserId ?? at(fields, 'InitiatingProcessPosixEffectiveUser.PosixUserId') ?? null,
    };
  },
  DeviceNetworkEvents: (values) => ({
    RemoteIPType: values.RemoteIPType ?? typeOf(values.RemoteIP),
    LocalIPType: values.LocalIPType ?? typeOf(values.LocalIP),
  }),
};

const typeOf = (address: Json | undefined): Json =>
  (typeof address === 'string' && addressType(address)) || null;

/** JSON in a string, an object, or nothing. */
function additional({ AdditionalFields: value = null }: Fields): Json {
  if (typeof value !== 'string') return value;
  try {
    return parseExact(value);
  } catch {
    return value;
  }
}
