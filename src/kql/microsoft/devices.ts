import type { Columns } from './columns.js';

/** What Defender for Endpoint records on devices. */
export const devices: Readonly<Record<string, Columns>> = {
  DeviceEvents: {
    string: `
      AccountDomain AccountName AccountSid ActionType AppGuardContainerId DeviceId DeviceName
      FileName FileOriginIP FileOriginUrl FolderPath InitiatingProcessAccountDomain
      InitiatingProcessAccountName InitiatingProcessAccountObjectId InitiatingProcessAccountSid
      InitiatingProcessAccountUpn InitiatingProcessCommandLine InitiatingProcessFileName
      InitiatingProcessFolderPath InitiatingProcessMD5 InitiatingProcessParentFileName
      InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP
      InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessUniqueId
      InitiatingProcessVersionInfoCompanyName InitiatingProcessVersionInfoFileDescription
      InitiatingProcessVersionInfoInternalFileName InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion LocalIP
      MachineGroup MD5 ProcessCommandLine ProcessRemoteSessionDeviceName ProcessRemoteSessionIP
      ProcessTokenElevation RegistryKey RegistryValueData RegistryValueName RemoteDeviceName
      RemoteIP RemoteUrl SHA1 SHA256
    `,
    long: `
      CreatedProcessSessionId FileSize InitiatingProcessFileSize InitiatingProcessId
      InitiatingProcessLogonId InitiatingProcessParentId InitiatingProcessSessionId LogonId
      ProcessId ReportId
    `,
    int: 'LocalPort RemotePort',
    bool: 'IsInitiatingProcessRemoteSession IsProcessRemoteSession',
    datetime: `
      InitiatingProcessCreationTime InitiatingProcessParentCreationTime ProcessCreationTime
    `,
    dynamic: 'AdditionalFields',
  },
  DeviceFileCertificateInfo: {
    string: `
      DeviceId DeviceName SHA1 SignatureType Signer SignerHash Issuer IssuerHash
      CertificateSerialNumber CrlDistributionPointUrls MachineGroup
    `,
    long: 'ReportId',
    bool: 'IsSigned IsTrusted IsRootSignerMicrosoft',
    datetime: 'CertificateCreationTime CertificateExpirationTime CertificateCountersignatureTime',
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
      InitiatingProcessVersionInfoInternalFileName InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessCommandLine
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation
      InitiatingProcessParentFileName RequestProtocol RequestSourceIP RequestAccountName
      RequestAccountDomain RequestAccountSid ShareName SensitivityLabel SensitivitySubLabel
      AppGuardContainerId InitiatingProcessRemoteSessionDeviceName
      InitiatingProcessRemoteSessionIP InitiatingProcessUniqueId MachineGroup
    `,
    long: `
      FileSize InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId ReportId
      InitiatingProcessSessionId
    `,
    int: 'RequestSourcePort',
    bool: 'IsAzureInfoProtectionApplied IsInitiatingProcessRemoteSession',
    datetime: 'InitiatingProcessCreationTime InitiatingProcessParentCreationTime',
    dynamic: 'AdditionalFields',
  },
  DeviceImageLoadEvents: {
    string: `
      DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5
      InitiatingProcessAccountDomain InitiatingProcessAccountName InitiatingProcessAccountSid
      InitiatingProcessAccountUpn InitiatingProcessAccountObjectId
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation InitiatingProcessSHA1
      InitiatingProcessSHA256 InitiatingProcessMD5 InitiatingProcessFileName
      InitiatingProcessVersionInfoCompanyName InitiatingProcessVersionInfoProductName
      InitiatingProcessVersionInfoProductVersion InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName InitiatingProcessVersionInfoFileDescription
      InitiatingProcessCommandLine InitiatingProcessFolderPath InitiatingProcessParentFileName
      AppGuardContainerId InitiatingProcessRemoteSessionDeviceName
      InitiatingProcessRemoteSessionIP InitiatingProcessUniqueId MachineGroup
    `,
    long: `
      FileSize InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId ReportId
      InitiatingProcessSessionId
    `,
    bool: 'IsInitiatingProcessRemoteSession',
    datetime: 'InitiatingProcessCreationTime InitiatingProcessParentCreationTime',
  },
  DeviceInfo: {
    string: `
      DeviceId DeviceName ClientVersion PublicIP OSArchitecture OSPlatform JoinType AadDeviceId
      RegistryDeviceTag OSVersion MachineGroup OnboardingStatus DeviceCategory
      DeviceType DeviceSubtype Model Vendor OSDistribution OSVersionInfo MergedDeviceIds
      MergedToDeviceId SensorHealthState ExclusionReason ExposureLevel AssetValue
      DeviceManualTags DeviceDynamicTags ConnectivityType HostDeviceId AzureResourceId
      AwsResourceName GcpFullResourceName HardwareUuid CloudPlatforms AzureVmId
      AzureVmSubscriptionId OsBuildRevision MitigationStatus Site DiscoverySources DlpInfo
      DeviceObjectId RestrictedDeviceSecurityOperations
    `,
    long: 'OSBuild ReportId',
    bool: 'IsAzureADJoined IsInternetFacing IsExcluded IsTransient',
    dynamic: 'LoggedOnUsers AdditionalFields',
  },
  DeviceLogonEvents: {
    string: `
      DeviceId DeviceName ActionType LogonType AccountDomain AccountName AccountSid Protocol
      FailureReason RemoteDeviceName RemoteIP RemoteIPType InitiatingProcessAccountDomain
      InitiatingProcessAccountName InitiatingProcessAccountSid InitiatingProcessAccountUpn
      InitiatingProcessAccountObjectId InitiatingProcessIntegrityLevel
      InitiatingProcessTokenElevation InitiatingProcessSHA1 InitiatingProcessSHA256
      InitiatingProcessMD5 InitiatingProcessFileName InitiatingProcessVersionInfoCompanyName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion
      InitiatingProcessVersionInfoInternalFileName InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessCommandLine
      InitiatingProcessFolderPath InitiatingProcessParentFileName AppGuardContainerId
      InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP
      InitiatingProcessUniqueId MachineGroup
    `,
    long: `
      LogonId InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId ReportId
      InitiatingProcessSessionId
    `,
    int: 'RemotePort',
    bool: 'IsLocalAdmin IsInitiatingProcessRemoteSession',
    datetime: 'InitiatingProcessCreationTime InitiatingProcessParentCreationTime',
    dynamic: 'AdditionalFields',
  },
  DeviceNetworkEvents: {
    string: `
      DeviceId DeviceName ActionType RemoteIP RemoteUrl LocalIP Protocol LocalIPType
      RemoteIPType InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessMD5
      InitiatingProcessFileName InitiatingProcessVersionInfoCompanyName
      InitiatingProcessVersionInfoProductName InitiatingProcessVersionInfoProductVersion
      InitiatingProcessVersionInfoInternalFileName InitiatingProcessVersionInfoOriginalFileName
      InitiatingProcessVersionInfoFileDescription InitiatingProcessCommandLine
      InitiatingProcessFolderPath InitiatingProcessParentFileName InitiatingProcessAccountDomain
      InitiatingProcessAccountName InitiatingProcessAccountSid InitiatingProcessAccountUpn
      InitiatingProcessAccountObjectId InitiatingProcessIntegrityLevel
      InitiatingProcessTokenElevation AppGuardContainerId
      InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP
      InitiatingProcessUniqueId MachineGroup
    `,
    long: `
      InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId ReportId
      InitiatingProcessSessionId
    `,
    int: 'RemotePort LocalPort',
    bool: 'IsInitiatingProcessRemoteSession',
    datetime: 'InitiatingProcessCreationTime InitiatingProcessParentCreationTime',
    dynamic: 'AdditionalFields',
  },
  DeviceNetworkInfo: {
    string: `
      DeviceId DeviceName NetworkAdapterName MacAddress NetworkAdapterType NetworkAdapterStatus
      TunnelType IPv4Dhcp IPv6Dhcp
      NetworkAdapterVendor OnboardingStatus NetworkAdapterDnsSuffix MachineGroup
    `,
    long: 'ReportId',
    dynamic: 'ConnectedNetworks DefaultGateways DnsAddresses IPAddresses',
  },
  DeviceProcessEvents: {
    string: `
      DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5
      ProcessVersionInfoCompanyName ProcessVersionInfoProductName
      ProcessVersionInfoProductVersion ProcessVersionInfoInternalFileName
      ProcessVersionInfoOriginalFileName ProcessVersionInfoFileDescription ProcessCommandLine
      ProcessIntegrityLevel ProcessTokenElevation AccountDomain AccountName AccountSid
      AccountUpn AccountObjectId InitiatingProcessAccountDomain InitiatingProcessAccountName
      InitiatingProcessAccountSid InitiatingProcessAccountUpn InitiatingProcessAccountObjectId
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation InitiatingProcessSHA1
      InitiatingProcessSHA256 InitiatingProcessMD5 InitiatingProcessFileName
      InitiatingProcessVersionInfoCompanyName InitiatingProcessVersionInfoProductName
      InitiatingProcessVersionInfoProductVersion InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName InitiatingProcessVersionInfoFileDescription
      InitiatingProcessCommandLine InitiatingProcessFolderPath InitiatingProcessParentFileName
      InitiatingProcessSignerType InitiatingProcessSignatureStatus AppGuardContainerId
      InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP
      ProcessRemoteSessionDeviceName ProcessRemoteSessionIP ProcessUniqueId
      InitiatingProcessUniqueId MachineGroup
    `,
    long: `
      FileSize ProcessId LogonId InitiatingProcessLogonId InitiatingProcessFileSize
      InitiatingProcessId InitiatingProcessParentId ReportId InitiatingProcessSessionId
      CreatedProcessSessionId
    `,
    bool: 'IsInitiatingProcessRemoteSession IsProcessRemoteSession',
    datetime: `
      ProcessCreationTime InitiatingProcessCreationTime InitiatingProcessParentCreationTime
    `,
    dynamic: 'AdditionalFields',
  },
  DeviceRegistryEvents: {
    string: `
      DeviceId DeviceName ActionType RegistryKey RegistryValueType RegistryValueName
      RegistryValueData PreviousRegistryKey PreviousRegistryValueName PreviousRegistryValueData
      InitiatingProcessAccountDomain InitiatingProcessAccountName InitiatingProcessAccountSid
      InitiatingProcessAccountUpn InitiatingProcessAccountObjectId InitiatingProcessSHA1
      InitiatingProcessSHA256 InitiatingProcessMD5 InitiatingProcessFileName
      InitiatingProcessVersionInfoCompanyName InitiatingProcessVersionInfoProductName
      InitiatingProcessVersionInfoProductVersion InitiatingProcessVersionInfoInternalFileName
      InitiatingProcessVersionInfoOriginalFileName InitiatingProcessVersionInfoFileDescription
      InitiatingProcessCommandLine InitiatingProcessFolderPath InitiatingProcessParentFileName
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation AppGuardContainerId
      InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP
      InitiatingProcessUniqueId MachineGroup
    `,
    long: `
      InitiatingProcessFileSize InitiatingProcessId InitiatingProcessParentId ReportId
      InitiatingProcessSessionId
    `,
    bool: 'IsInitiatingProcessRemoteSession',
    datetime: 'InitiatingProcessCreationTime InitiatingProcessParentCreationTime',
  },
};
