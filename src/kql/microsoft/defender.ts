import type { Columns } from './columns.js';

/** Alerts, identities, messages and cloud applications in Defender. */
export const defender: Readonly<Record<string, Columns>> = {
  AADSignInEventsBeta: {
    string: `
      Application ApplicationId LogonType CorrelationId SessionId AccountDisplayName
      AccountObjectId AccountUpn AlternateSignInName ResourceDisplayName ResourceId
      ResourceTenantId DeviceName AadDeviceId EntraIdDeviceId OSPlatform DeviceTrustType
      AuthenticationProcessingDetails AuthenticationRequirement UserAgent ClientAppUsed Browser
      ConditionalAccessPolicies IPAddress Country State City Latitude Longitude
      NetworkLocationDetails RequestId ReportId EndpointCall RiskEventTypes
    `,
    int: `
      ErrorCode IsExternalUser IsManaged IsCompliant TokenIssuerType RiskLevelAggregated
      RiskDetails RiskState ConditionalAccessStatus RiskLevelDuringSignIn
    `,
    bool: 'IsGuestUser',
    datetime: 'LastPasswordChangeTimestamp',
  },
  AADSpnSignInEventsBeta: {
    string: `
      Application ApplicationId CorrelationId ServicePrincipalName ServicePrincipalId
      ResourceDisplayName ResourceId ResourceTenantId IPAddress Country State City Latitude
      Longitude RequestId ReportId
    `,
    int: 'ErrorCode',
    bool: 'IsManagedIdentity',
  },
  AIAgentsInfo: {
    string: `
      RegistrySource AIAgentId AIAgentName CreatorAccountUpn OwnerAccountUpns LastModifiedByUpn
      LastPublishedByUpn AgentDescription AgentStatus UserAuthenticationType AgentUsers
      KnowledgeDetails AgentActionTriggers RawAgentInfo AuthenticationTrigger
      AccessControlPolicy EnvironmentId Platform AgentAppId Version Instructions EntraObjectId
      EntraBlueprintId AIModel SourceAgentId
    `,
    bool: 'IsGenerativeOrchestrationEnabled IsBlocked',
    datetime: 'AgentCreationTime LastModifiedTime LastPublishedTime',
    dynamic: `
      AuthorizedSecurityGroupIds AgentTopicsDetails AgentToolsDetails ConnectedAgentsSchemaNames
      ChildAgentsSchemaNames AccessCapabilities ElementTypes
    `,
  },
  AgentsInfo: {
    string: `
      AgentId AgentName Platform AgentDescription Version SourceAgentId EntraAgentId
      EntraBlueprintId PublishedStatus LifecycleStatus Availability Instructions Model
      Description EntraAgentID EntraBlueprintID
    `,
    int: 'InstanceCount',
    datetime: 'CreatedDateTime LastPublishedDateTime LastUpdatedDateTime',
    dynamic: `
      ToolsAuthenticationType Permissions Owners SharedWith Channels Capabilities
      DeclaredDataSources DeclaredTools McpServers Skills ConnectedAgents Memory Triggers
      Guardrails Endpoints ObservabilityId RawAgentInfo ObservabilityID
    `,
  },
  AlertEvidence: {
    string: `
      AccountDomain AccountName AccountObjectId AccountSid AccountUpn AlertId Application
      AttackTechniques AzureResourceId AzureResourceType AzureSubscriptionId Categories
      CloudPlatform CloudResource DetectionSource DeviceId DeviceName EmailSubject EntityType
      EvidenceDirection EvidenceRole FileName FolderPath LocalIP NetworkMessageId
      OAuthApplicationId ProcessCommandLine RegistryKey RegistryValueData RegistryValueName
      RemoteIP RemoteUrl ServiceSource Severity SHA1 SHA256 ThreatFamily Title ResourceType
      ResourceID SubscriptionId
    `,
    long: 'FileSize',
    int: 'ApplicationId',
    dynamic: 'AdditionalFields',
  },
  AlertInfo: {
    string: 'AlertId Title Category Severity ServiceSource DetectionSource AttackTechniques',
  },
  BehaviorEntities: {
    string: `
      BehaviorId Categories ServiceSource DetectionSource DataSources EntityType EntityRole
      DetailedEntityRole FileName FolderPath SHA1 SHA256 ThreatFamily RemoteIP RemoteUrl
      AccountName AccountDomain AccountSid AccountObjectId CloudPlatform CloudResourceType
      CloudResourceId CloudSubscriptionId AccountUpn DeviceId DeviceName LocalIP
      NetworkMessageId EmailSubject EmailClusterId Application OAuthApplicationId
      ProcessCommandLine RegistryKey RegistryValueName RegistryValueData ActionType
    `,
    long: 'FileSize',
    int: 'ApplicationId',
    dynamic: 'AdditionalFields',
  },
  BehaviorInfo: {
    string: `
      BehaviorId Title Description Categories AttackTechniques ServiceSource DetectionSource
      DataSources DeviceId AccountUpn AccountObjectId ActionType
    `,
    datetime: 'StartTime EndTime',
    dynamic: 'AdditionalFields',
  },
  CampaignInfo: {
    string: `
      CampaignName CampaignId CampaignType CampaignSubtype NetworkMessageId
      RecipientEmailAddress ReportId CampaignSubType
    `,
  },
  CloudAppEvents: {
    string: `
      AccountDisplayName AccountId AccountObjectId AccountType ActionType ActivityType
      Application AuditSource City CountryCode DeviceType IPAddress IPCategory ISP OAuthAppId
      ObjectId ObjectName ObjectType OSPlatform ReportId UserAgent Isp
    `,
    int: 'AppInstanceId ApplicationId',
    bool: 'IsAdminOperation IsAnonymousProxy IsExternalUser IsImpersonated',
    dynamic: `
      ActivityObjects AdditionalFields IPTags LastSeenForUser RawEventData SessionData
      UncommonForUser UserAgentTags
    `,
  },
  CloudAuditEvents: {
    string: `
      ReportId DataSource ActionType OperationName ResourceId IPAddress CountryCode City Isp
      UserAgent Account AuditSource AwsResourceName AzureResourceId GcpFullResourceName ISP
    `,
    bool: 'IsAnonymousProxy',
    dynamic: 'RawEventData AdditionalFields',
  },
  CloudDnsEvents: {
    string: `
      ReportId ActionType AzureResourceId AwsResourceName GcpFullResourceName KubernetesResource
      KubernetesNamespace KubernetesPodName ContainerName ContainerId ImageName ProcessName
      DnsEventType DnsEventSubType DnsQuery DnsQueryTypeName DnsResponseCodeName
      TransactionIdHex
    `,
    long: 'ProcessId DnsNetworkDuration',
    dynamic: 'AdditionalFields',
  },
  CloudPolicyEnforcementEvents: {
    string: `
      ReportId DataSource SubscriptionId ActionType AzureResourceId AwsResourceName
      GcpFullResourceName Region ResourceKind ResourceName KubernetesNamespace Reason
    `,
    dynamic: 'AdditionalFields',
  },
  CloudProcessEvents: {
    string: `
      AzureResourceId AwsResourceName GcpFullResourceName ContainerImageName KubernetesNamespace
      KubernetesPodName KubernetesResource ContainerName ContainerId ActionType FileName
      FolderPath ProcessName ParentProcessName ParentProcessId ProcessCommandLine
      ProcessCurrentWorkingDirectory AccountName InitiatingProcessId ImageDigest AgentId Region
      HostName ReportId
    `,
    long: 'ProcessId LogonId',
    datetime: 'ProcessCreationTime',
    dynamic: 'AdditionalFields',
  },
  CloudStorageAggregatedEvents: {
    string: `
      DataSource SubscriptionId ResourceGroup StorageAccount StorageContainer StorageFileShare
      ServiceType IpAddress UserAgentHeader AuthenticationType AccountObjectId
      AccountApplicationId AccountUpn CountryName CityName ProvinceName ClientSystemServiceName
      ClientCloudPlatformName SuspiciousUserAgentName AzureResourceId Location ReportId
      ActionType AzureSubscriptionId IPAddress
    `,
    long: 'AccountTenantId AccountType',
    int: `
      OperationsCount SuccessfulOperationsCount FailedOperationsCount TotalResponseLength
      SuccessfulReadOperations DistinctGetOperations AnonymousSuccessfulOperations
    `,
    bool: 'HasAnonymousResourceNotFoundFailures IsTorExitNode IsKnownSuspiciousIp IsPrivateIp',
    datetime: `
      DataAggregationStartTime DataAggregationEndTime FirstEventTimestamp LastEventTimestamp
    `,
    dynamic: 'OperationNamesList HashReputationMd5List AdditionalFields Md5Hashes',
  },
  DataSecurityBehaviors: {
    string: `
      BehaviorId ActionType AttackTechniques Categories ActionCategory Description ServiceSource
      DetectionSource AccountUpn AccountEmail Application
    `,
    int: 'ActivityCount',
    bool: 'IsAnomalous IsContentHidden',
    datetime: 'StartTime EndTime',
    dynamic: `
      DeviceInfo SensitivityLabelInfo SensitiveInfoTypesInfo UrlDomainInfo SharepointSiteInfo
      RecipientEmailInfo RemovableMediaInfo PrinterName PriorityContentMatchInfo
    `,
  },
  DataSecurityEvents: {
    string: `
      ApplicationNames DeviceId DeviceName AadDeviceId DlpPolicyMatchInfo FileRenameInfo
      PhysicalAccessPointId PhysicalAccessPointName PhysicalAccessStatus PhysicalAssetTag
      RemovableMediaManufacturer RemovableMediaModel RemovableMediaSerialNumber TeamsChannelName
      TeamsChannelType TeamsTeamName UserAlternateEmails AccountUpn AccountObjectId Department
      SourceCodeInfo IPAddress UnallowedUrlDomains ExternalUrlDomains UrlDomainInfo
      SourceUrlDomain TargetUrlDomain InternetMessageId NetworkMessageId EmailSubject ObjectId
      ObjectName ObjectType ActivityId ActionType SensitivityLabelId
      SharepointSiteSensitivityLabelIds PreviousSensitivityLabelId Operation
      RecipientEmailAddress SiteUrl SourceRelativeUrl TargetFilePath PrinterName Workload
      IrmActionCategory SequenceCorrelationId CloudAppAlertId
    `,
    int: `
      DlpPolicyEnforcementMode DeviceSourceLocationType DeviceDestinationLocationType
      EmailAttachmentCount ObjectSize
    `,
    bool: 'IsManagedDevice IsHidden',
    dynamic: `
      DlpPolicyRuleMatchInfo CcPolicyMatchInfo IrmPolicyMatchInfo EmailAttachmentInfo
      SensitiveInfoTypeInfo
    `,
  },
  DisruptionAndResponseEvents: {
    string: `
      ActionType DeviceId SourceDeviceId TargetDeviceId TargetDeviceName TargetDomainName
      DeviceName DomainName InitiatingProcessFileName SourceUserSid SourceUserName
      SourceUserDomainName SourceIpAddress IpAddress Port SourceDeviceName SourceDomainName
      AuthenticationProtocol Service InterfaceUuid InterfaceFriendlyName FileName ShareName
      LogonType PolicyId PolicyName PolicyVersion PolicyHash DataSources ReportType DataSource
      MachineGroup ReportId
    `,
    long: 'LogonId SessionId',
    int: 'InitiatingProcessId SourcePort CompromisedAccountCount',
    bool: 'IsPolicyOn',
  },
  EmailAttachmentInfo: {
    string: `
      NetworkMessageId SenderFromAddress SenderDisplayName SenderObjectId RecipientEmailAddress
      RecipientObjectId FileName FileType FileExtension SHA256 ThreatTypes ThreatNames
      DetectionMethods ReportId
    `,
    long: 'FileSize',
    dynamic: 'AdditionalFields',
  },
  EmailEvents: {
    string: `
      AuthenticationDetails ConfidenceLevel Connectors Context DeliveryAction DeliveryLocation
      DetectionMethods DistributionList EmailAction EmailActionPolicy EmailActionPolicyGuid
      EmailDirection EmailLanguage ExchangeTransportRule ForwardingInformation InternetMessageId
      LatestDeliveryAction LatestDeliveryLocation NetworkMessageId OrgLevelAction OrgLevelPolicy
      RecipientDomain RecipientEmailAddress RecipientObjectId ReportId SenderDisplayName
      SenderFromAddress SenderFromDomain SenderIPv4 SenderIPv6 SenderMailFromAddress
      SenderMailFromDomain SenderObjectId Subject ThreatClassification ThreatNames ThreatTypes
      UserLevelAction UserLevelPolicy
    `,
    long: 'EmailClusterId',
    int: 'AttachmentCount BulkComplaintLevel EmailSize UrlCount',
    bool: 'IsFirstContact',
    datetime: 'LastEventExecutionTime',
    dynamic: 'AdditionalFields Cc To',
  },
  EmailPostDeliveryEvents: {
    string: `
      NetworkMessageId InternetMessageId Action ActionType ActionTrigger ActionResult
      RecipientEmailAddress DeliveryLocation ThreatTypes DetectionMethods ReportId
      SenderFromAddress EmailDirection SourceLocation
    `,
  },
  EmailUrlInfo: {
    string: 'NetworkMessageId Url UrlDomain UrlLocation UrlChainId ReportId',
    int: 'UrlChainPosition',
  },
  EntraIdSignInEvents: {
    string: `
      Application ApplicationId LogonType CorrelationId SessionId AccountDisplayName
      AccountObjectId AccountUpn AlternateSignInName ResourceDisplayName ResourceId
      ResourceTenantId DeviceName EntraIdDeviceId OSPlatform DeviceTrustType
      AuthenticationProcessingDetails AuthenticationRequirement UserAgent ClientAppUsed Browser
      ConditionalAccessPolicies IPAddress Country State City Latitude Longitude
      NetworkLocationDetails RequestId ReportId EndpointCall GatewayJA4 RiskEventTypes
      UniqueTokenId
    `,
    int: `
      ErrorCode IsExternalUser IsManaged IsCompliant TokenIssuerType RiskLevelAggregated
      RiskDetails RiskState ConditionalAccessStatus RiskLevelDuringSignIn
    `,
    bool: 'IsConfidentialClient IsGuestUser IsSignInThroughGlobalSecureAccess',
    datetime: 'LastPasswordChangeTimestamp',
  },
  EntraIdSpnSignInEvents: {
    string: `
      Application ApplicationId CorrelationId ServicePrincipalName ServicePrincipalId
      ResourceDisplayName ResourceId ResourceTenantId IPAddress Country State City Latitude
      Longitude RequestId ReportId GatewayJA4 SessionId UniqueTokenId UserAgent
    `,
    int: 'ErrorCode',
    bool: 'IsManagedIdentity IsConfidentialClient',
  },
  ExposureGraphEdges: {
    string: `
      EdgeId EdgeLabel SourceNodeId SourceNodeName SourceNodeLabel TargetNodeId TargetNodeName
      TargetNodeLabel
    `,
    dynamic: 'SourceNodeCategories TargetNodeCategories EdgeProperties',
  },
  ExposureGraphNodes: {
    string: 'NodeId NodeLabel NodeName',
    dynamic: 'Categories NodeProperties EntityIds',
  },
  FileMaliciousContentInfo: {
    string: `
      NetworkMessageId Url UrlDomain UrlLocation UrlChainId ReportId DetectionMethods DocumentID
      FileName FileOwnerDisplayName FileOwnerUpn FolderPath LastModifyingAccountUpn SHA256
      ThreatNames ThreatTypes Workload
    `,
    long: 'FileSize',
    int: 'UrlChainPosition',
    datetime: 'FileCreationTime LastModifiedTime',
  },
  GraphAPIAuditEvents: {
    string: `
      IdentityProvider ApiVersion ApplicationId IPAddress ClientRequestId EntityType RequestUri
      AccountObjectId OperationId Location RequestDuration RequestId RequestMethod
      ResponseStatusCode Scopes UniqueTokenIdentifier TargetWorkload ServicePrincipalId
    `,
    int: 'ResponseSize',
  },
  IdentityAccountInfo: {
    string: `
      ReportId SourceProviderAccountId AccountId IdentityId IdentityLinkType IdentityLinkReason
      IdentityLinkBy DisplayName AccountUpn EmailAddress GivenName Surname EmployeeId Department
      JobTitle Address City Country Phone Manager Sid AccountStatus SourceProvider
      SourceProviderInstanceId SourceProviderInstanceDisplayName AuthenticationMethod
      AuthenticationSourceAcccountId TenantMembershipType AuthenticationSourceAccountId
      IdentityType SourceProviderRiskLevelDetails
    `,
    int: 'CriticalityLevel DefenderRiskLevel',
    bool: 'IsPrimary',
    datetime: `
      IdentityLinkTime DefenderRiskUpdateTime LastPasswordChangeTime CreatedDateTime
      DeletedDateTime
    `,
    dynamic: `
      EnrolledMfas GroupMembership AssignedRoles EligibleRoles Tags SourceProvderRiskLevel
      AdditionalFields SourceProviderRiskLevel
    `,
  },
  IdentityDirectoryEvents: {
    string: `
      ActionType Application TargetAccountUpn TargetAccountDisplayName TargetDeviceName
      DestinationDeviceName DestinationIPAddress Protocol AccountName AccountDomain AccountUpn
      AccountSid AccountObjectId AccountDisplayName DeviceName IPAddress Location ISP ReportId
    `,
    int: 'DestinationPort Port',
    dynamic: 'AdditionalFields',
  },
  IdentityEvents: {
    string: `
      ReportId AccountId AccountType AccountDisplayName AccountUpn ActionType ActionResult
      ActionFailureReason IPAddress UserAgent Application ApplicationInstanceId
      ApplicationEventId ApplicationSessionId
    `,
    dynamic: 'TargetObjects RawEventData AdditionalFields',
  },
  IdentityInfo: {
    string: `
      ReportId AccountObjectId AccountUpn OnPremSid AccountDisplayName AccountName AccountDomain
      DistinguishedName CloudSid GivenName Surname Department JobTitle EmailAddress
      SipProxyAddress Address City Country Manager Phone ChangeSource BlastRadius CompanyName
      EmployeeId RiskLevel RiskLevelDetails State OnPremObjectId TenantMembershipType RiskStatus
      IdentityEnvironment AccountCloudSID AccountSID AccountTenantId
      AccountUPN Applications MailAddress OnPremisesDistinguishedName
      OnPremisesExtensionAttributes RiskState SAMAccountName StreetAddress UACFlags UserState
      UserType
    `,
    int: 'CriticalityLevel InvestigationPriority InvestigationPriorityPercentile',
    bool: 'IsAccountEnabled IsMFARegistered IsServiceAccount',
    datetime: 'CreatedDateTime DeletedDateTime AccountCreationTime LastSeenDate UserStateChangedOn',
    dynamic: `
      UserAccountControl
      OtherMailAddresses Tags AssignedRoles SourceProviders GroupMembership
      PrivilegedEntraPimRoles AdditionalMailAddresses EntityRiskScore ExtensionProperty
      RelatedAccounts ServicePrincipals
    `,
  },
  IdentityLogonEvents: {
    string: `
      AccountDisplayName AccountDomain AccountName AccountObjectId AccountSid AccountUpn
      ActionType Application DestinationDeviceName DestinationIPAddress DestinationPort
      DeviceName DeviceType FailureReason IPAddress ISP Location LogonType OSPlatform Port
      Protocol ReportId TargetAccountDisplayName TargetDeviceName Isp
    `,
    dynamic: 'AdditionalFields LastSeenForUser UncommonForUser',
  },
  IdentityQueryEvents: {
    string: `
      ActionType Application QueryType QueryTarget Query Protocol AccountName AccountDomain
      AccountUpn AccountSid AccountObjectId AccountDisplayName DeviceName IPAddress
      DestinationDeviceName DestinationIPAddress TargetDeviceName TargetAccountUpn
      TargetAccountDisplayName Location ReportId
    `,
    int: 'Port DestinationPort',
    dynamic: 'AdditionalFields',
  },
  MessageEvents: {
    string: `
      LastEditedTime TeamsMessageId SenderEmailAddress SenderDisplayName SenderObjectId
      SenderType MessageId ParentMessageId GroupId GroupName ThreadId ThreadSubtype
      MessageFormatType MessageFormatSubtype MessageVersion MessageSubject ThreatTypes
      DeliveryAction DeliveryLocation ReportId SafetyTip MessageSubtype MessageType Subject
      ThreadName ThreadSubType ThreadType
    `,
    bool: 'IsOwnedThread IsExternalThread',
    dynamic: 'RecipientDetails DetectionMethods ConfidenceLevel',
  },
  MessagePostDeliveryEvents: {
    string: `
      TeamsMessageId Action ActionType ActionTrigger ActionResult SenderEmailAddress ThreatTypes
      DetectionMethods LatestDeliveryLocation ReportId SafetyTip
    `,
    bool: 'IsExternalThread',
    dynamic: 'RecipientDetails ConfidenceLevel',
  },
  MessageUrlInfo: {
    string: 'TeamsMessageId Url UrlDomain ThreatTypes ReportId',
  },
  OAuthAppInfo: {
    string: `
      ReportId OAuthAppId ServicePrincipalId AppName AppStatus PrivilegeLevel AppOrigin
      AppOwnerTenantId
    `,
    int: 'ConsentedUsersCount',
    bool: 'IsAdminConsented',
    datetime: 'AddedOnTime LastModifiedTime LastUsedTime',
    dynamic: 'VerifiedPublisher Permissions',
  },
  UrlClickEvents: {
    string: `
      Url ActionType AccountUpn Workload NetworkMessageId ThreatTypes DetectionMethods IPAddress
      UrlChain ReportId AppName AppVersion SourceId
    `,
    bool: 'IsClickedThrough',
  },
};
