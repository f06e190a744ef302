import type { Columns } from './columns.js';

/** Containers, machines and services whose logs a workspace collects. */
export const workloads: Readonly<Record<string, Columns>> = {
  AKSAudit: {
    string: 'AuditId Level PodName RequestUri Stage UserAgent Verb',
    datetime: 'RequestReceivedTime StageReceivedTime',
    dynamic: 'Annotations ObjectRef RequestObject ResponseObject ResponseStatus SourceIps User',
  },
  AKSAuditAdmin: {
    string: 'AuditId Level PodName RequestUri Stage UserAgent Verb',
    datetime: 'RequestReceivedTime StageReceivedTime',
    dynamic: 'Annotations ObjectRef RequestObject ResponseObject ResponseStatus SourceIps User',
  },
  ApiManagementGatewayLogs: {
    string: `
      ApiId ApimSubscriptionId ApiRevision BackendId BackendMethod BackendProtocol
      BackendRequestBody BackendResponseBody BackendUrl Cache CallerIpAddress Category
      ClientProtocol ClientTlsVersion CorrelationId LastErrorMessage LastErrorReason
      LastErrorScope LastErrorSection LastErrorSource Method OperationId OperationName ProductId
      Region RequestBody ResponseBody Url UserId WorkspaceId
    `,
    long: 'BackendTime CacheTime ClientTime LastErrorElapsed TotalTime',
    int: 'BackendResponseCode RequestSize ResponseCode ResponseSize',
    bool: 'IsMasterTrace IsRequestSuccess IsTraceAllowed IsTraceExpired IsTraceRequested',
    dynamic: `
      BackendRequestHeaders BackendResponseHeaders Errors RequestHeaders ResponseHeaders
      TraceRecords
    `,
  },
  AppServiceHTTPLogs: {
    string: `
      CIp ComputerName Cookie CsHost CsMethod CsUriQuery CsUriStem CsUsername Referer Result
      ScSubStatus ScWin32Status SPort UserAgent
    `,
    int: 'CsBytes ScBytes ScStatus TimeTaken',
  },
  ConfigurationChange: {
    string: `
      Acls Attributes ChangeCategory Computer ConfigChangeType Current FieldsChanged
      FileContentChecksum FileSystemPath Hive Location ManagementGroupName Previous PreviousAcls
      PreviousAttributes PreviousFileContentChecksum PreviousValueData PreviousValueType
      Publisher RegistryKey SoftwareDescription SoftwareName SoftwareType SourceComputerId
      SvcAccount SvcChangeType SvcController SvcDisplayName SvcName SvcPath SvcPreviousAccount
      SvcPreviousController SvcPreviousPath SvcPreviousRunlevels SvcPreviousStartupType
      SvcPreviousState SvcRunlevels SvcStartupType SvcState ValueData ValueName ValueType VMUUID
    `,
    long: 'LastSnapshotAge PreviousSize Size',
    datetime: 'DateCreated DateModified PreviousDateCreated PreviousDateModified',
  },
  ConfigurationData: {
    string: `
      Acls Architecture Attributes Computer ConfigDataType CurrentVersion FileContentChecksum
      FileSystemPath Hive Location ManagementGroupName Publisher RegistryKey SoftwareDescription
      SoftwareName SoftwareType SourceComputerId SvcAccount SvcController SvcDescription
      SvcDisplayName SvcName SvcPath SvcRunlevels SvcStartupType SvcState ValueData ValueName
      ValueType VMUUID
    `,
    long: 'Size',
    datetime: 'DateCreated DateModified',
  },
  ContainerInventory: {
    string: `
      Command ComposeGroup Computer ContainerHostname ContainerID ContainerState EnvironmentVar
      Image ImageID ImageTag Links Ports Repository
    `,
    int: 'ExitCode',
    datetime: 'CreatedTime FinishedTime StartedTime',
  },
  ContainerLog: {
    string: 'Computer ContainerID Image ImageTag LogEntry LogEntrySource Repository',
    datetime: 'TimeOfCommand',
  },
  ContainerLogV2: {
    string: 'Computer ContainerId ContainerName LogLevel LogSource PodName PodNamespace',
    dynamic: 'KubernetesMetadata LogMessage',
  },
  Heartbeat: {
    string: `
      Category Computer ComputerEnvironment ComputerIP ManagementGroupName OSMajorVersion
      OSMinorVersion OSName OSType RemoteIPCountry Resource ResourceGroup ResourceId
      ResourceProvider ResourceType SCAgentChannel Solutions SubscriptionId Version VMUUID
    `,
    real: 'RemoteIPLatitude RemoteIPLongitude',
    bool: 'IsGatewayInstalled',
    dynamic: 'ComputerPrivateIPs',
  },
  KubeEvents: {
    string: `
      ClusterId ClusterName Computer KubeEventType Message Namespace ObjectKind Reason
      SourceComponent
    `,
    real: 'Count',
    datetime: 'FirstSeen LastSeen',
  },
  KubePodInventory: {
    string: `
      ClusterId ClusterName Computer ContainerID ContainerLastStatus ContainerName
      ContainerStatus ContainerStatusReason ControllerKind ControllerName InstanceName Namespace
      PodIp PodLabel PodStatus PodUid ServiceName
    `,
    int: 'ContainerRestartCount PodRestartCount',
    datetime: 'ContainerCreationTimeStamp ContainerStartTime PodCreationTimeStamp PodStartTime',
  },
  KubeServices: {
    string: 'ClusterId ClusterIp ClusterName Namespace SelectorLabels ServiceName ServiceType',
  },
  Perf: {
    string: 'Computer CounterName CounterPath InstanceName ObjectName',
    int: 'SampleCount',
    real: 'CounterValue Max Min StandardDeviation',
    datetime: 'BucketEndTime BucketStartTime',
  },
  ProtectionStatus: {
    string: `
      AMProductVersion Computer ComputerEnvironment ComputerIP_Hidden DetectionId DeviceName
      ManagementGroupName OSName ProtectionStatus ProtectionStatusDetails Resource ResourceGroup
      ResourceId ResourceProvider ResourceType SignatureVersion SourceComputerId SubscriptionId
      Threat ThreatStatus ThreatStatusDetails TypeofProtection VMUUID
    `,
    int: 'ProtectionStatusRank ThreatStatusRank',
    datetime: 'ScanDate',
  },
  StorageQueueLogs: {
    string: `
      AccountName AuthenticationHash AuthenticationType CallerIpAddress Category ClientRequestId
      ConditionsUsed CorrelationId Etag Location MetricResponseType ObjectKey OperationName
      OperationVersion Protocol ReferrerHeader RequesterAppId RequesterAudience
      RequesterObjectId RequesterTenantId RequesterTokenIssuer RequesterUpn RequestMd5
      ResponseMd5 SasExpiryStatus SchemaVersion ServiceType StatusCode StatusText TlsVersion Uri
      UserAgentHeader
    `,
    long: `
      ContentLengthHeader RequestBodySize RequestHeaderSize ResponseBodySize ResponseHeaderSize
    `,
    int: 'OperationCount',
    real: 'DurationMs ServerLatencyMs',
    datetime: 'LastModifiedTime',
    dynamic: 'AuthorizationDetails',
  },
  StorageTableLogs: {
    string: `
      AccountName AuthenticationHash AuthenticationType CallerIpAddress Category ClientRequestId
      ConditionsUsed CorrelationId Etag Location MetricResponseType ObjectKey OperationName
      OperationVersion Protocol ReferrerHeader RequesterAppId RequesterAudience
      RequesterObjectId RequesterTenantId RequesterTokenIssuer RequesterUpn RequestMd5
      ResponseMd5 SasExpiryStatus SchemaVersion ServiceType StatusCode StatusText TlsVersion Uri
      UserAgentHeader
    `,
    long: `
      ContentLengthHeader RequestBodySize RequestHeaderSize ResponseBodySize ResponseHeaderSize
    `,
    int: 'OperationCount',
    real: 'DurationMs ServerLatencyMs',
    datetime: 'LastModifiedTime',
    dynamic: 'AuthorizationDetails',
  },
  Update: {
    string: `
      ApprovalSource BulletinID BulletinUrl Classification Computer ComputerEnvironment
      CVENumbers KBID ManagementGroupName MSRCBulletinID MSRCSeverity OSFullName OSName OSType
      OSVersion PackageRepository PackageSeverity Product ProductArch ProductVersion
      RebootBehavior Resource ResourceGroup ResourceId ResourceProvider ResourceType
      RevisionNumber SourceComputerId SubscriptionId Title UpdateID UpdateState VMUUID
    `,
    real: 'InstallTimeDeviationRangeSeconds InstallTimePredictionSeconds',
    bool: 'Approved InstallTimeAvailable Optional',
    datetime: 'PublishedDate',
  },
  VMConnection: {
    string: `
      AgentId Computer Confidence ConnectionId Description DestinationIp Direction
      FirstReportedDateTime IndicatorThreatType IsActive LastReportedDateTime Machine
      MaliciousIp Process ProcessName Protocol RemoteClassification RemoteCountry
      RemoteDnsCanonicalNames RemoteDnsQuestions RemoteIp SourceIp TLPLevel
    `,
    long: `
      BytesReceived BytesSent LinksEstablished LinksFailed LinksLive LinksTerminated Responses
      ResponseTimeMax ResponseTimeMin ResponseTimeSum
    `,
    int: 'DestinationPort Severity',
    real: 'RemoteLatitude RemoteLongitude',
  },
  WindowsFirewall: {
    string: `
      CommunicationDirection Computer Confidence Description DestinationIP FirewallAction
      FirstReportedDateTime FullDestinationAddress IndicatorThreatType Info IsActive
      LastReportedDateTime MaliciousIP MaliciousIPCountry ManagementGroupName Protocol RemoteIP
      SourceIP TLPLevel
    `,
    long: 'RequestSizeInBytes',
    int: 'DestinationPort Severity SourcePort',
    real: 'MaliciousIPLatitude MaliciousIPLongitude',
  },
};
