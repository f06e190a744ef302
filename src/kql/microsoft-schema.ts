/**
 * The tables that the rules use as Microsoft publishes them for a Sentinel workspace: columns by type, from the reference
 * pages of Azure Monitor's tables as of 2024. A rule that binds on these runs there too.
 */
import type { Catalog } from './bind.js';
import type { Scalar } from './types.js';

type Columns = Partial<Record<Scalar, string>>;

const columns: Record<string, Columns> = {
  DeviceProcessEvents: {
    string: `
      DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5
      ProcessVersionInfoCompanyName ProcessVersionInfoProductName
      ProcessVersionInfoProductVersion ProcessVersionInfoInternalFileName
      ProcessVersionInfoOriginalFileName ProcessVersionInfoFileDescription ProcessCommandLine
      ProcessIntegrityLevel ProcessTokenElevation AccountDomain AccountName AccountSid
      AccountUpn AccountObjectId InitiatingProcessAccountDomain InitiatingProcessAccountName
      InitiatingProcessAccountSid InitiatingProcessAccountUpn
      InitiatingProcessAccountObjectId InitiatingProcessIntegrityLevel
      InitiatingProcessTokenElevation InitiatingProcessSHA1 InitiatingProcessSHA256
      InitiatingProcessMD5 InitiatingProcessFileName InitiatingProcessVersionInfoCompanyName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion
      InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessCommandLine
      InitiatingProcessFolderPath InitiatingProcessParentFileName InitiatingProcessSignerType
      InitiatingProcessSignatureStatus AppGuardContainerId MachineGroup TenantId Type
      SourceSystem
    `,
    long: `
      FileSize ProcessId LogonId InitiatingProcessLogonId InitiatingProcessFileSize
      InitiatingProcessId InitiatingProcessParentId ReportId
    `,
    datetime: `
      ProcessCreationTime InitiatingProcessCreationTime InitiatingProcessParentCreationTime
      TimeGenerated
    `,
    dynamic: `
      AdditionalFields
    `,
  },
  DeviceFileEvents: {
    string: `
      DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5 FileOriginUrl
      FileOriginReferrerUrl FileOriginIP PreviousFolderPath PreviousFileName
      InitiatingProcessAccountDomain InitiatingProcessAccountName InitiatingProcessAccountSid
      InitiatingProcessAccountUpn InitiatingProcessAccountObjectId InitiatingProcessMD5
      InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessFolderPath
      InitiatingProcessFileName InitiatingProcessVersionInfoCompanyName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion
      InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessCommandLine
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation
      InitiatingProcessParentFileName RequestProtocol RequestSourceIP RequestAccountName
      RequestAccountDomain RequestAccountSid ShareName SensitivityLabel SensitivitySubLabel
      AppGuardContainerId MachineGroup TenantId Type SourceSystem
    `,
    long: `
      FileSize InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId
      ReportId
    `,
    datetime: `
      InitiatingProcessCreationTime InitiatingProcessParentCreationTime TimeGenerated
    `,
    int: `
      RequestSourcePort
    `,
    bool: `
      IsAzureInfoProtectionApplied
    `,
    dynamic: `
      AdditionalFields
    `,
  },
  DeviceNetworkEvents: {
    string: `
      DeviceId DeviceName ActionType RemoteIP RemoteUrl LocalIP Protocol LocalIPType
      RemoteIPType InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessMD5
      InitiatingProcessFileName InitiatingProcessVersionInfoCompanyName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion
      InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessCommandLine
      InitiatingProcessFolderPath InitiatingProcessParentFileName
      InitiatingProcessAccountDomain InitiatingProcessAccountName InitiatingProcessAccountSid
      InitiatingProcessAccountUpn InitiatingProcessAccountObjectId
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation AppGuardContainerId
      MachineGroup TenantId Type SourceSystem
    `,
    int: `
      RemotePort LocalPort
    `,
    long: `
      InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId ReportId
    `,
    datetime: `
      InitiatingProcessCreationTime InitiatingProcessParentCreationTime TimeGenerated
    `,
    dynamic: `
      AdditionalFields
    `,
  },
  DeviceEvents: {
    string: `
      DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5 AccountDomain
      AccountName AccountSid RemoteUrl RemoteDeviceName ProcessCommandLine
      ProcessTokenElevation RegistryKey RegistryValueName RegistryValueData RemoteIP LocalIP
      FileOriginUrl FileOriginIP InitiatingProcessSHA1 InitiatingProcessSHA256
      InitiatingProcessMD5 InitiatingProcessFileName InitiatingProcessFolderPath
      InitiatingProcessCommandLine InitiatingProcessAccountDomain
      InitiatingProcessAccountName InitiatingProcessAccountSid InitiatingProcessAccountUpn
      InitiatingProcessAccountObjectId InitiatingProcessVersionInfoCompanyName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion
      InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessParentFileName
      AppGuardContainerId MachineGroup TenantId Type SourceSystem
    `,
    long: `
      FileSize ProcessId LogonId InitiatingProcessFileSize InitiatingProcessId
      InitiatingProcessParentId InitiatingProcessLogonId ReportId
    `,
    datetime: `
      ProcessCreationTime InitiatingProcessCreationTime InitiatingProcessParentCreationTime
      TimeGenerated
    `,
    int: `
      RemotePort LocalPort
    `,
    dynamic: `
      AdditionalFields
    `,
  },
};

const schema = (table: Columns): string => {
  const made = Object.entries(table).flatMap(([type, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => `['${name}']:${type}`),
  );
  return `(${made.join(', ')})`;
};

export const microsoftSchema: Catalog = Object.fromEntries(
  Object.entries(columns).map(([name, table]) => [name, schema(table)]),
);

/** What advanced hunting has and the workspace's reference pages do not list: the same instant under its older name, sessions, identities of processes. */
const huntingColumns: Columns = {
  datetime: 'Timestamp',
  string: `
    InitiatingProcessUniqueId InitiatingProcessRemoteSessionDeviceName
    InitiatingProcessRemoteSessionIP
  `,
  long: 'InitiatingProcessSessionId',
  bool: 'IsInitiatingProcessRemoteSession',
};

const both = (one: Columns, other: Columns): Columns => {
  const types = [...Object.keys(one), ...Object.keys(other)] as Scalar[];
  return Object.fromEntries(types.map((type) => [type, `${one[type] ?? ''} ${other[type] ?? ''}`]));
};

/** The same tables with the columns of advanced hunting. */
export const huntingSchema: Catalog = Object.fromEntries(
  Object.entries(columns).map(([name, table]) => [name, schema(both(table, huntingColumns))]),
);
