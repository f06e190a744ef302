import type { Columns } from './columns.js';

/** Sign-ins, cloud services, alerts and indicators in a Sentinel workspace. */
export const sentinel: Readonly<Record<string, Columns>> = {
  AADManagedIdentitySignInLogs: {
    string: `
      AADTenantId Agent AppId AppOwnerTenantId AuthenticationContextClassReferences
      AuthenticationProcessingDetails Category ClientCredentialType ConditionalAccessAudiences
      ConditionalAccessPolicies ConditionalAccessStatus CorrelationId FederatedCredentialId Id
      Identity IPAddress Level Location LocationDetails ManagedServiceIdentity
      NetworkLocationDetails OperationName OperationVersion ResourceDisplayName ResourceGroup
      ResourceIdentity ResourceOwnerTenantId ResourceServicePrincipalId ResultDescription
      ResultSignature ResultType ServicePrincipalCredentialKeyId
      ServicePrincipalCredentialThumbprint ServicePrincipalId ServicePrincipalName SessionId
      SourceAppClientId UniqueTokenIdentifier UserAgent
    `,
    long: 'DurationMs',
    datetime: 'CreatedDateTime',
  },
  AADNonInteractiveUserSignInLogs: {
    string: `
      AADTenantId Agent AlternateSignInName AppDisplayName AppId AppOwnerTenantId
      AuthenticationContextClassReferences AuthenticationDetails AuthenticationMethodsUsed
      AuthenticationProcessingDetails AuthenticationProtocol AuthenticationRequirement
      AuthenticationRequirementPolicies AuthenticatorAppLocation AutonomousSystemNumber Category
      ClientAppUsed ClientCredentialType ClientSessionId ConditionalAccessAudiences
      ConditionalAccessPolicies ConditionalAccessStatus CorrelationId CrossTenantAccessType
      DeviceDetail FederatedCredentialId GlobalSecureAccessIpAddress HomeTenantId HomeTenantName
      Id Identity IncomingTokenType IPAddress Level Location LocationDetails MfaDetail
      NetworkLocationDetails OperationName OperationVersion OriginalRequestId
      OriginalTransferMethod ProcessingTimeInMs ResourceDisplayName ResourceGroup ResourceIdentity
      ResourceOwnerTenantId ResourceServicePrincipalId ResourceTenantId ResultDescription
      ResultSignature ResultType RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevelAggregated
      RiskLevelDuringSignIn RiskState ServicePrincipalId SessionId SessionLifetimePolicies
      SignInEventTypes SignInIdentifierType Status TokenIssuerName TokenIssuerType
      TokenProtectionStatusDetails UniqueTokenIdentifier UserAgent UserDisplayName UserId
      UserPrincipalName UserType
    `,
    long: 'DurationMs',
    bool: 'IsInteractive IsRisky IsTenantRestricted IsThroughGlobalSecureAccess',
    datetime: 'CreatedDateTime',
    dynamic: 'AppliedEventListeners',
  },
  AADProvisioningLogs: {
    string: `
      AADTenantId Category ChangeId CorrelationId CycleId Id InitiatedBy JobId ModifiedProperties
      OperationName OperationVersion ProvisioningAction ProvisioningStatusInfo ProvisioningSteps
      ResultDescription ResultSignature ResultType ServicePrincipal SourceIdentity TargetIdentity
      TargetSystem
    `,
    long: 'DurationMs',
  },
  AADRiskyServicePrincipals: {
    string: `
      AppId CorrelationId DisplayName Id OperationName RiskDetail RiskLevel RiskState
      ServicePrincipalType
    `,
    bool: 'AccountEnabled IsProcessing',
    datetime: 'RiskLastUpdatedDateTime',
  },
  AADRiskyUsers: {
    string: `
      CorrelationId Id OperationName RiskDetail RiskLevel RiskState UserDisplayName
      UserPrincipalName
    `,
    bool: 'IsDeleted IsProcessing',
    datetime: 'RiskLastUpdatedDateTime',
  },
  AADServicePrincipalRiskEvents: {
    string: `
      Activity AppId CorrelationId DetectionTimingType Id IpAddress OperationName RequestId
      RiskDetail RiskEventType RiskLevel RiskState ServicePrincipalDisplayName ServicePrincipalId
      Source TokenIssuerType
    `,
    datetime: 'ActivityDateTime DetectedDateTime LastUpdatedDateTime',
    dynamic: 'AdditionalInfo KeyIds Location',
  },
  AADServicePrincipalSignInLogs: {
    string: `
      AADTenantId Agent AppId AppOwnerTenantId AuthenticationContextClassReferences
      AuthenticationProcessingDetails AutonomousSystemNumber Category ClientCredentialType
      ConditionalAccessAudiences ConditionalAccessPolicies ConditionalAccessStatus CorrelationId
      FederatedCredentialId Id Identity IPAddress Level Location LocationDetails
      NetworkLocationDetails OperationName OperationVersion ResourceDisplayName ResourceGroup
      ResourceIdentity ResourceOwnerTenantId ResourceServicePrincipalId ResultDescription
      ResultSignature ResultType ServicePrincipalCredentialKeyId
      ServicePrincipalCredentialThumbprint ServicePrincipalId ServicePrincipalName SessionId
      UniqueTokenIdentifier UserAgent
    `,
    long: 'DurationMs',
    datetime: 'CreatedDateTime',
  },
  AADUserRiskEvents: {
    string: `
      Activity CorrelationId DetectionTimingType Id IpAddress OperationName RequestId RiskDetail
      RiskEventType RiskLevel RiskState Source TokenIssuerType UserDisplayName UserId
      UserPrincipalName
    `,
    datetime: 'ActivityDateTime DetectedDateTime LastUpdatedDateTime',
    dynamic: 'AdditionalInfo Location',
  },
  ADFSSignInLogs: {
    string: `
      AlternateSignInName AppDisplayName AppId AuthenticationDetails
      AuthenticationProcessingDetails AuthenticationRequirement AuthenticationRequirementPolicies
      Category ConditionalAccessPolicies ConditionalAccessStatus CorrelationId DeviceDetail Id
      Identity IPAddress Level Location NetworkLocationDetails OperationName OperationVersion
      OriginalRequestId ProcessingTimeInMs Requirement ResourceDisplayName ResourceGroup
      ResourceIdentity ResourceTenantId ResultDescription ResultSignature ResultType Status
      TokenIssuerName TokenIssuerType UniqueTokenIdentifier UserAgent UserDisplayName UserId
      UserPrincipalName
    `,
    long: 'DurationMs',
    bool: 'IsInteractive',
    datetime: 'CreatedDateTime',
  },
  AWSCloudTrail: {
    string: `
      AdditionalEventData APIVersion AwsEventId AWSRegion AwsRequestId AwsRequestId_ Category
      CidrIp CipherSuite ClientProvidedHostHeader DestinationPort EC2RoleDelivery ErrorCode
      ErrorMessage EventName EventSource EventTypeName EventVersion IpProtocol OperationName
      RecipientAccountId RequestParameters Resources ResponseElements ServiceEventDetails
      SessionIssuerAccountId SessionIssuerArn SessionIssuerPrincipalId SessionIssuerType
      SessionIssuerUserName SharedEventId SourceIpAddress SourcePort TlsVersion UserAgent
      UserIdentityAccessKeyId UserIdentityAccountId UserIdentityArn UserIdentityInvokedBy
      UserIdentityPrincipalid UserIdentityStoreArn UserIdentityType UserIdentityUserId
      UserIdentityUserName VpcEndpointId
    `,
    bool: 'ManagementEvent ReadOnly SessionMfaAuthenticated',
    datetime: 'SessionCreationDate',
  },
  AWSGuardDuty: {
    string: 'AccountId ActivityType Arn Description Id Partition Region SchemaVersion Title',
    int: 'Severity',
    datetime: 'TimeCreated',
    dynamic: 'ResourceDetails ServiceDetails',
  },
  AWSVPCFlow: {
    string: `
      AccountId Action AzId DstAddr EcsClusterArn EcsClusterName EcsContainerId
      EcsContainerInstanceArn EcsContainerInstanceId EcsSecondContainerId EcsServiceName
      EcsTaskArn EcsTaskDefinitionArn EcsTaskId FlowDirection InstanceId InterfaceId LogStatus
      PktDstAddr PktDstAwsService PktSrcAddr PktSrcAwsService Region SrcAddr SublocationId
      SublocationType SubnetId TrafficPath TrafficType VpcId
    `,
    long: 'Bytes',
    int: 'DstPort Packets Protocol SrcPort TcpFlags Version',
    datetime: 'End Start',
  },
  AuditLogs: {
    string: `
      AADOperationType AADTenantId ActivityDisplayName Category CorrelationId Id Identity Level
      Location LoggedByService OperationName OperationVersion Resource ResourceGroup ResourceId
      ResourceProvider Result ResultDescription ResultReason ResultSignature ResultType
    `,
    long: 'DurationMs',
    datetime: 'ActivityDateTime',
    dynamic: 'AdditionalDetails InitiatedBy TargetResources',
  },
  AzureActivity: {
    string: `
      ActivityStatus ActivityStatusValue ActivitySubstatus ActivitySubstatusValue Authorization
      Caller CallerIpAddress Category CategoryValue Claims CorrelationId EventDataId Hierarchy
      HTTPRequest Level OperationId OperationName OperationNameValue Properties Resource
      ResourceGroup ResourceId _ResourceId ResourceProvider ResourceProviderValue SubscriptionId
      _SubscriptionId
    `,
    datetime: 'EventSubmissionTimestamp',
    dynamic: 'Authorization_d Claims_d Properties_d',
  },
  AzureDiagnostics: {
    string: `
      action_id_s action_name_s action_s ActivityId_g AdHocOrScheduledJob_s application_name_s
      avg_cpu_percent_s avg_mean_time_s backendHostname_s Caller_s callerId_s CallerIPAddress
      calls_s Category client_ip_s clientInfo_s clientIP_s clientIp_s clientIpAddress_s code_s
      collectionName_s conditions_destinationIP_s conditions_destinationPortRange_s
      conditions_None_s conditions_protocols_s conditions_sourceIP_s conditions_sourcePortRange_s
      CorrelationId database_name_s database_principal_name_s DatabaseName_s db_id_s direction_s
      ElasticPoolName_s Environment_s error_code_s error_message_s errorLevel_s event_class_s
      event_s event_subclass_s EventName_s host_s httpMethod_s httpStatusCode_s httpVersion_s id_s
      identity_claim_appid_g identity_claim_ipaddr_s instanceId_s ip_s is_column_permission_s
      JobDurationInSecs_s JobFailureCode_s JobId_g jobId_s JobOperation_s JobOperationSubType_s
      JobStartDateTime_s JobStatus_s JobUniqueId_g Level LogicalServerName_s macAddress_s
      max_time_s mean_time_s Message min_time_s msg_s object_name_s OperationName OperationVersion
      partitionKey_s policy_s policyMode_s primaryIPv4Address_s properties_s
      properties_sku_Family_s properties_sku_Name_s properties_tenantId_g query_hash_s
      query_plan_hash_s querytext_s Region_s requestCharge_s requestQuery_s requestResourceId_s
      requestResourceType_s requestUri_s reserved_storage_mb_s Resource resource_actionName_s
      resource_location_s resource_originRunId_s resource_resourceGroupName_s resource_runId_s
      resource_subscriptionId_g resource_triggerName_s resource_workflowId_g
      resource_workflowName_s ResourceGroup _ResourceId ResourceProvider ResourceType resultCode_s
      ResultDescription resultDescription_ChildJobs_s resultDescription_ErrorJobs_s
      resultMessage_s ResultSignature ResultType rootCauseAnalysis_s routingRuleName_s ruleName_s
      RunbookName_s RunOn_s schema_name_s sequence_group_id_g server_principal_sid_s
    `,
    long: 'DurationMs',
    real: `
      audit_schema_version_d clientPort_d count_executions_d cpu_time_d dop_d duration_d
      duration_milliseconds_d execution_type_d executionInfo_exitCode_d httpStatus_d
      httpStatusCode_d interval_end_time_d interval_start_time_d log_bytes_used_d
      logical_io_reads_d logical_io_writes_d matchedConnections_d max_cpu_time_d max_dop_d
      max_duration_d max_log_bytes_used_d max_logical_io_reads_d max_logical_io_writes_d
      max_num_physical_io_reads_d max_physical_io_reads_d max_query_max_used_memory_d
      max_rowcount_d num_physical_io_reads_d object_id_d physical_io_reads_d plan_id_d priority_d
      query_id_d query_max_used_memory_d query_time_d receivedBytes_d response_rows_d rowcount_d
      sentBytes_d sequence_number_d session_id_d
    `,
    bool: `
      isAccessPolicyMatch_b properties_enabledForDeployment_b
      properties_enabledForDiskEncryption_b properties_enabledForTemplateDeployment_b
    `,
    datetime: 'endTime_t event_time_t executionInfo_endTime_t executionInfo_startTime_t',
    dynamic: 'AdditionalFields',
  },
  AzureMetrics: {
    string: `
      CallerIpAddress Category Confidence CorrelationId Description FirstReportedDateTime
      IndicatorThreatType IsActive LastReportedDateTime MaliciousIP MetricName OperationName
      OperationVersion RemoteIPCountry Resource ResourceGroup ResourceId _ResourceId
      ResourceProvider ResultDescription ResultSignature ResultType SubscriptionId _SubscriptionId
      TimeGrain TLPLevel UnitName
    `,
    long: 'DurationMs',
    int: 'Severity',
    real: 'Average Count Maximum Minimum RemoteIPLatitude RemoteIPLongitude Total',
  },
  GCPAuditLogs: {
    string: `
      GCPResourceName GCPResourceType InsertId LogName MethodName NumResponseItems PrincipalEmail
      ProjectId ServiceName Severity StatusMessage Subscription
    `,
    dynamic: `
      AuthenticationInfo AuthorizationInfo Metadata Request RequestMetadata ResourceLocation
      ResourceOriginalState Response ServiceData Status
    `,
  },
  OfficeActivity: {
    string: `
      AADGroupId AADTarget Activity Actor ActorContextId ActorIpAddress AddOnGuid AddonName
      AddOnType AffectedItems AppDistributionMode AppId Application ApplicationId AppPoolName
      AzureActiveDirectory_EventType AzureADAppId ChannelGuid ChannelName ChannelType ChatName
      ChatThreadId Client Client_IPAddress ClientAppId ClientInfoString ClientIP ClientMachineName
      ClientProcessName ClientVersion CommunicationType CustomEvent DestFolder
      DestinationFileExtension DestinationFileName DestinationRelativeUrl DestMailboxId
      DestMailboxOwnerMasterAccountSid DestMailboxOwnerSid DestMailboxOwnerUPN DeviceInformation
      EffectiveOrganization ElevationApprover ElevationRequestId ElevationRole Event_Data
      EventSource ExtendedProperties ExternalAccess Folder Folders GenericInfo InterSystemsId
      IntraSystemId Item ItemName ItemType ListItemUniqueId Logon_Type LogonUserDisplayName
      LogonUserSid MachineDomainInfo MachineId MailboxGuid MailboxOwnerMasterAccountSid
      MailboxOwnerSid MailboxOwnerUPN MeetingDetailId MessageId ModifiedObjectResolvedName
      ModifiedProperties Name NewValue OfficeId OfficeObjectId OfficeTenantId OfficeWorkload
      OldValue Operation OperationScope OrganizationId OrganizationName OriginatingServer
      Parameters RecordType _ResourceId ResultReasonType ResultStatus SendAsUserMailboxGuid
      SendAsUserSmtp SendonBehalfOfUserMailboxGuid SendOnBehalfOfUserSmtp SensitivityLabelId
      SharingType Site_ Site_Url Source_Name SourceFileExtension SourceFileName SourceRecordId
      SourceRelativeUrl SRPolicyId SRPolicyName _SubscriptionId SupportTicketId TabType
      TargetContextId TargetUserId TargetUserOrGroupName TargetUserOrGroupType TeamGuid TeamName
      UniqueSharingId UserAgent UserDomain UserId UserKey UserSharedWith UserType
    `,
    int: 'DataCenterSecurityEventType ElevationDuration InternalLogonType LoginStatus',
    bool: 'CrossMailboxOperations IsJoinedFromLobby IsManagedDevice',
    datetime: 'ElevationApprovedTime ElevationTime JoinTime LeaveTime Start_Time',
    dynamic: `
      AppAccessContext ArtifactsShared Attendees ExtraProperties Members OperationProperties
      SRRuleMatchDetails
    `,
  },
  PowerBIActivity: {
    string: `
      Activity ActivityId ActorName ActorUserId ActorUserType DashboardId DashboardName
      DataClassification DatasetName DistributionMethod EventOriginalType EventOriginalUid
      EventProduct EventResult EventVendor IsSuccess ItemName MembershipInformation ObjectId
      OrganizationId OrgAppPermission PbiWorkspaceName RecordType ReportName RequestId Scope
      SharingInformation SrcIpAddr SwitchState TargetAppName UserAgent UserType Workload
      WorkspaceId
    `,
    dynamic: 'FolderAccessRequests',
  },
  SecurityAlert: {
    string: `
      AlertLink AlertName AlertSeverity AlertType CompromisedEntity ConfidenceLevel Description
      DisplayName Entities ExtendedLinks ExtendedProperties ProductComponentName ProductName
      ProviderName RemediationSteps ResourceId SourceComputerId Status SubTechniques SystemAlertId
      Tactics Techniques VendorName VendorOriginalId WorkspaceResourceGroup
      WorkspaceSubscriptionId
    `,
    real: 'ConfidenceScore',
    bool: 'IsIncident',
    datetime: 'EndTime ProcessingEndTime StartTime',
  },
  SecurityIncident: {
    string: `
      Classification ClassificationComment ClassificationReason Description IncidentName
      IncidentUrl ModifiedBy ProviderIncidentId ProviderName Severity Status Title
    `,
    int: 'IncidentNumber',
    datetime: `
      ClosedTime CreatedTime FirstActivityTime FirstModifiedTime LastActivityTime LastModifiedTime
    `,
    dynamic: `
      AdditionalData AlertIds BookmarkIds Comments Labels Owner RelatedAnalyticRuleIds Tasks
    `,
  },
  SigninLogs: {
    string: `
      AADTenantId AlternateSignInName AppDisplayName AppId AppliedConditionalAccessPolicies
      AppOwnerTenantId AuthenticationAppDeviceDetails AuthenticationAppPolicyEvaluationDetails
      AuthenticationContextClassReferences AuthenticationDetails AuthenticationMethodsUsed
      AuthenticationProcessingDetails AuthenticationProtocol AuthenticationRequirement
      AuthenticationRequirementPolicies AuthenticatorAppLocation AutonomousSystemNumber Category
      ClientAppUsed ClientCredentialType ConditionalAccessAudiences ConditionalAccessStatus
      CorrelationId CrossTenantAccessType FederatedCredentialId GlobalSecureAccessIpAddress
      HomeTenantId HomeTenantName Id Identity IncomingTokenType IPAddress
      IPAddressFromResourceProvider Level Location NetworkLocationDetails OperationName
      OperationVersion OriginalRequestId OriginalTransferMethod ProcessingTimeInMilliseconds
      Resource ResourceDisplayName ResourceGroup ResourceId ResourceIdentity ResourceOwnerTenantId
      ResourceProvider ResourceServicePrincipalId ResourceTenantId ResultDescription
      ResultSignature ResultType RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevel
      RiskLevelAggregated RiskLevelDuringSignIn RiskState ServicePrincipalId ServicePrincipalName
      SessionId SessionLifetimePolicies SignInIdentifier SignInIdentifierType SourceAppClientId
      TokenIssuerName TokenIssuerType UniqueTokenIdentifier UserAgent UserDisplayName UserId
      UserPrincipalName UserType
    `,
    long: 'DurationMs',
    bool: `
      FlaggedForReview IsInteractive IsRisky IsTenantRestricted IsThroughGlobalSecureAccess
    `,
    datetime: 'CreatedDateTime',
    dynamic: `
      Agent AppliedEventListeners ConditionalAccessPolicies DeviceDetail LocationDetails MfaDetail
      Status TokenProtectionStatusDetails
    `,
  },
  StorageBlobLogs: {
    string: `
      AccessTier AccountName AuthenticationHash AuthenticationType CallerIpAddress Category
      ClientRequestId ConditionsUsed CopyDestinationArmId CorrelationId DestinationUri
      EncryptionKeyTypeOfBlob Etag Location MetricResponseType ObjectKey OperationName
      OperationVersion Protocol ReferrerHeader RehydratePriority RequesterAppId RequesterAudience
      RequesterObjectId RequesterTenantId RequesterTokenIssuer RequesterUpn RequestMd5
      RequestRegion _ResourceId ResponseMd5 SasExpiryStatus SchemaVersion ServiceType
      SourceAccessTier SourceUri StatusCode StatusText _SubscriptionId TlsVersion
      TrafficClassification Uri UserAgentHeader
    `,
    long: `
      ContentLengthHeader RequestBodySize RequestHeaderSize ResponseBodySize ResponseHeaderSize
    `,
    int: 'OperationCount',
    real: 'DurationMs ServerLatencyMs',
    datetime: 'LastModifiedTime',
    dynamic: 'AuthorizationDetails',
  },
  StorageFileLogs: {
    string: `
      AccountName AuthenticationHash AuthenticationType CallerIpAddress Category ClientRequestId
      ConditionsUsed CorrelationId Etag Location MetricResponseType ObjectKey OperationName
      OperationVersion Protocol ReferrerHeader RequesterAppId RequesterAudience RequesterObjectId
      RequesterTenantId RequesterTokenIssuer RequesterUpn RequesterUserName RequestMd5 _ResourceId
      ResponseMd5 SasExpiryStatus SchemaVersion ServiceType SmbCommandDetail SmbCommandMinor
      SmbFileId SmbMessageID SmbPersistentHandleID SmbPrimarySID SmbSessionID SmbStatusCode
      SmbTreeConnectID SmbVolatileHandleID StatusCode StatusText _SubscriptionId TlsVersion Uri
      UserAgentHeader
    `,
    long: `
      ContentLengthHeader RequestBodySize RequestHeaderSize ResponseBodySize ResponseHeaderSize
    `,
    int: 'OperationCount SmbCommandMajor SmbCreditsConsumed',
    real: 'DurationMs ServerLatencyMs',
    datetime: 'LastModifiedTime',
    dynamic: 'AuthorizationDetails',
  },
  ThreatIntelIndicators: {
    string: `
      AzureTenantId Id LastUpdateMethod ObservableKey ObservableValue Pattern _ResourceId
      _SubscriptionId Tags WorkspaceId
    `,
    int: 'Confidence',
    bool: 'IsActive IsDeleted Revoked',
    datetime: 'Created Modified ValidFrom ValidUntil',
    dynamic: 'AdditionalFields Data',
  },
  ThreatIntelligenceIndicator: {
    string: `
      Action ActivityGroupNames AdditionalInformation Description DiamondModel DomainName
      EmailEncoding EmailLanguage EmailRecipient EmailSenderAddress EmailSenderName
      EmailSourceDomain EmailSourceIpAddress EmailSubject EmailXMailer ExternalIndicatorId
      FileHashType FileHashValue FileMutexName FileName FilePacker FilePath FileType IndicatorId
      IndicatorProvider KnownFalsePositives MalwareNames NetworkCidrBlock
      NetworkDestinationCidrBlock NetworkDestinationIP NetworkIP NetworkSourceCidrBlock
      NetworkSourceIP Tags ThreatType TrafficLightProtocolLevel Url UserAgent
    `,
    int: `
      FileSize NetworkDestinationAsn NetworkDestinationPort NetworkPort NetworkProtocol
      NetworkSourceAsn NetworkSourcePort ThreatSeverity
    `,
    real: 'ConfidenceScore',
    bool: `
      Active KillChainActions KillChainC2 KillChainDelivery KillChainExploitation
      KillChainReconnaissance KillChainWeaponization PassiveOnly
    `,
    datetime: 'ExpirationDateTime FileCompileDateTime FileCreatedDateTime',
  },
};
