import type { Columns } from './columns.js';

/** What users, applications and the workspace itself did, beside the sign-ins. */
export const audit: Readonly<Record<string, Columns>> = {
  AADGraphActivityLogs: {
    string: `
      AADTenantId ActorType ApiVersion AppId CallerIpAddress Category ClientAuthMethod DeviceId
      IdentityProvider Level Location OperationName RequestId RequestMethod RequestUri
      ResultSignature Roles Scopes ServicePrincipalId SessionId SignInActivityId UserAgent
      UserId Wids
    `,
    int: 'DurationMs ResponseSizeBytes ResponseStatusCode',
    datetime: 'TimeRequested TokenIssuedAt',
  },
  AZKVAuditLogs: {
    string: `
      AddressAuthorizationType Algorithm AppliedAssignmentId CallerIpAddress ClientInfo
      CorrelationId HsmPoolResourceId Id OperationName OperationVersion RequestUri
      ResultDescription ResultSignature ResultType SubnetId Tlsversion TrustedService
    `,
    int: 'DurationMs HttpStatusCode SoftDeleteRetentionInDays',
    bool: `
      EnabledForDeployment EnabledForDiskEncryption EnabledForTemplateDeployment
      EnablePurgeProtection EnableRbacAuthorization EnableSoftDelete IsAccessPolicyMatch
      IsAddressAuthorized IsRbacAuthorized
    `,
    dynamic: `
      CertificateIssuerProperties CertificatePolicyProperties CertificateProperties
      CertificateRequestProperties Identity KeyProperties NetworkAcls Nsp Properties
      SecretProperties Sku StorageAccountProperties StorageSasDefinitionProperties
      VaultProperties
    `,
  },
  Anomalies: {
    string: `
      AnomalyTemplateId AnomalyTemplateName AnomalyTemplateVersion Description DestinationDevice
      DestinationIpAddress Id RuleConfigVersion RuleId RuleName RuleStatus SourceDevice
      SourceIpAddress Tactics Techniques UserName UserPrincipalName VendorName WorkspaceId
    `,
    real: 'Score',
    datetime: 'EndTime StartTime',
    dynamic: `
      ActivityInsights AnomalyDetails AnomalyReasons DestinationLocation DeviceInsights Entities
      ExtendedLinks ExtendedProperties SourceLocation UserInsights
    `,
  },
  BehaviorAnalytics: {
    string: `
      ActionType ActivityType ActorName ActorPrincipalName DestinationDevice
      DestinationIPAddress DestinationIPLocation Device EventProductVersion EventSource
      EventVendor NativeTableName SourceDevice SourceIPAddress SourceIPLocation SourceRecordId
      TargetName TargetPrincipalName UserName UserPrincipalName
    `,
    int: 'InvestigationPriority',
    datetime: 'TimeProcessed',
    dynamic: 'ActivityInsights DevicesInsights UsersInsights',
  },
  CopilotActivity: {
    string: `
      ActorName ActorUserId ActorUserType AgentId AgentName AIModelName AIModelVersion AppHost
      AppIdentity ClientRegion LogVersion OrganizationId RecordId RecordType SrcIpAddr Version
      Workload
    `,
    dynamic: 'LLMEventData',
  },
  Dynamics365Activity: {
    string: `
      ClientIP CorrelationId CrmOrganizationUniqueName EntityId EntityName InstanceUrl ItemType
      ItemUrl Message OfficeWorkload Operation OrganizationId OriginalObjectId Query RecordType
      ResultStatus ServiceName SourceRecordId SystemUserId UserAgent UserId UserKey UserType
    `,
    dynamic: 'Fields QueryResults',
  },
  HuntingBookmark: {
    string: `
      BookmarkId BookmarkName BookmarkType CreatedBy Entities Notes QueryResultRow QueryText
      Tags UpdatedBy
    `,
    bool: 'SoftDeleted',
    datetime: 'CreatedTime EventTime LastUpdatedTime QueryEndTime QueryStartTime',
  },
  IntuneAuditLogs: {
    string: 'Category CorrelationId Identity OperationName Properties ResultDescription ResultType',
  },
  IntuneDeviceComplianceOrg: {
    string: `
      ComplianceState DeviceHealthThreatLevel DeviceId DeviceName DeviceType IMEI
      InGracePeriodUntil LastContact ManagementAgents OS OSDescription OSVersion OwnerType
      Result RetireAfterDatetime SerialNumber UPN UserEmail UserId UserName
    `,
  },
  IntuneDevices: {
    string: `
      AADTenantId AndroidPatchLevel BatchId CategoryName CompliantState CreatedDate DeviceId
      DeviceName DeviceRegistrationState DeviceState EasID EncryptionStatusString IMEI
      InGracePeriodUntil IntuneAccountId JailBroken JoinType LastContact ManagedBy
      ManagedDeviceName Manufacturer MEID Model OperationName OS OSVersion Ownership PhoneNumber
      PrimaryUser ReferenceId Result SerialNumber SkuFamily SubscriberCarrierNetwork
      SupervisedStatusString UPN UserEmail UserName WifiMacAddress
    `,
    long: 'StorageFree StorageTotal',
    bool: 'GraphDeviceIsManaged',
    dynamic: 'Stats',
  },
  IntuneOperationalLogs: {
    string: 'Category OperationName Properties Result',
  },
  LAQueryLogs: {
    string: `
      AADClientId AADEmail AADObjectId AADTenantId ConditionalDataAccess CorrelationId QueryText
      QueryThumbprint RecordKind RequestClientApp RequestTarget WorkspaceRegion
    `,
    int: 'ResponseCode ResponseRowCount StatsRegionCount StatsWorkspaceCount',
    real: 'ResponseDurationMs ScannedGB StatsCPUTimeMs',
    bool: 'IsBillableQuery IsWorkspaceInFailover',
    datetime: 'QueryTimeRangeEnd QueryTimeRangeStart StatsDataProcessedEnd StatsDataProcessedStart',
    dynamic: 'RequestContext RequestContextFilters',
  },
  McasShadowItReporting: {
    string: `
      AadTenantId AppCategory AppId AppInstance AppName EnrichedUserName IpAddress MachineId
      MachineName RawUserName RichUserName StreamName UserName
    `,
    int: 'AppScore BlockedEvents DownloadedBytes TotalBytes TotalEvents UploadedBytes',
    datetime: 'Date',
    dynamic: 'AppTags',
  },
  MicrosoftAzureBastionAuditLogs: {
    string: `
      ClientIpAddress Location Message OperationName Protocol ResourceType SessionEndTime
      TargetResourceId TargetVMIPAddress TunnelId UserAgent UserEmail UserName
    `,
    int: 'ClientPort Duration',
    datetime: 'SessionStartTime Time',
  },
  MicrosoftGraphActivityLogs: {
    string: `
      AadTenantId ApiVersion AppId ATContent ATContentH ATContentP ClientRequestId DeviceId
      IdentityProvider IPAddress Location OperationId RequestId RequestMethod RequestUri Roles
      Scopes ServicePrincipalId SessionId SignInActivityId UniqueTokenId UserAgent UserId Wids
    `,
    int: 'ClientAuthMethod DurationMs ResponseSizeBytes ResponseStatusCode',
    datetime: 'TokenIssuedAt',
  },
  Operation: {
    string: `
      Computer CorrelationId Detail ErrorId HelpLink ManagementGroupName OperationCategory
      OperationKey OperationStatus Solution SourceComputerId
    `,
  },
  PowerPlatformAdminActivity: {
    string: `
      ActorName ActorUserId ActorUserType EnvironmentId EventOriginalType EventOriginalUid
      EventResult OrganizationId RecordType Workload
    `,
    bool: 'RequiresCustomerKeyEncryption',
    dynamic: 'Properties PropertyCollection',
  },
  PurviewDataSensitivityLogs: {
    string: `
      ActivityType AssetName AssetPath AssetType ClassificationTrigger FileExtension
      PurviewAccountName PurviewRegion PurviewTenantId SensitivityLabelTrigger
      SourceCollectionName SourceName SourcePath SourceRegion SourceScanId SourceSubscriptionId
      SourceType
    `,
    long: 'FileSize',
    datetime: 'AssetCreationTime AssetLastScanTime AssetModifiedTime',
    dynamic: 'Classification ClassificationDetails SensitivityLabel SensitivityLabelDetails',
  },
  SecurityRecommendation: {
    string: `
      AssessedResourceId Description DeviceId Environment PolicyDefinitionId ProviderName
      RecommendationDisplayName RecommendationId RecommendationName RecommendationSeverity
      RecommendationState ResourceRegion
    `,
    bool: 'IsSnapshot',
    datetime: 'DiscoveredTimeUTC FirstEvaluationDate ResolvedTimeUTC StatusChangeDate',
    dynamic: 'Properties RecommendationAdditionalData',
  },
  SentinelAudit: {
    string: `
      CorrelationId Description OperationName SentinelResourceId SentinelResourceKind
      SentinelResourceName SentinelResourceType Status WorkspaceId
    `,
    dynamic: 'ExtendedProperties',
  },
  SentinelHealth: {
    string: `
      Description OperationName Reason RecordId SentinelResourceId SentinelResourceKind
      SentinelResourceName SentinelResourceType Status WorkspaceId
    `,
    dynamic: 'ExtendedProperties',
  },
  ThreatIntelObjects: {
    string: 'AzureTenantId Id LastUpdateMethod StixType WorkspaceId',
    bool: 'IsDeleted',
    dynamic: 'AdditionalFields Data',
  },
  Usage: {
    string: `
      Computer DataType LinkedMeterId LinkedResourceUri MeterId Plan QuantityUnit ResourceUri
      Solution
    `,
    long: 'BatchesCapped BatchesOutsideSla BatchesWithinSla TotalBatches',
    real: 'AvgLatencyInSeconds Quantity',
    bool: 'IsBillable',
    datetime: 'EndTime StartTime',
  },
  UserAccessAnalytics: {
    string: `
      AADTenantId AccessEndReason AccessId AccessLevel AccessType SourceEntityId
      SourceEntityName SourceEntityType TargetEntityId TargetEntityName TargetEntityType
    `,
    datetime: 'AccessEndTime AccessStartTime',
  },
  UserPeerAnalytics: {
    string: `
      AADTenantId PeerUserId PeerUserName PeerUserPrincipalName UserId UserName
      UserPrincipalName
    `,
    int: 'Rank',
  },
  Watchlist: {
    string: `
      AzureTenantId CorrelationId DefaultDuration Notes Provider SearchKey Source Tags
      WatchlistAlias WatchlistCategory WatchlistId WatchlistItemId WatchlistName
    `,
    datetime: 'CreatedTimeUTC LastUpdatedTimeUTC TimeToLive',
    dynamic: 'CreatedBy EntityMapping UpdatedBy WatchlistItem',
  },
};
