import type { Columns } from './columns.js';

/** Hosts and networks in a Sentinel workspace. */
export const sentinelHosts: Readonly<Record<string, Columns>> = {
  ASimAuditEventLogs: {
    string: `
      ActingAppId ActingApplicationEntityKey ActingAppName ActingAppType ActingOriginalAppType
      ActorOriginalUserType ActorScope ActorScopeId ActorSessionId ActorUserAadId
      ActorUserEntityKey ActorUserId ActorUserIdType ActorUsername ActorUsernameType ActorUserSid
      ActorUserType DvcAction DvcDescription DvcDomain DvcDomainType DvcEntityKey DvcFQDN
      DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr DvcMacAddr DvcOriginalAction DvcOs
      DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage EventOriginalResultDetails
      EventOriginalSeverity EventOriginalSubType EventOriginalType EventOriginalUid EventOwner
      EventProduct EventProductVersion EventReportUrl EventResult EventResultDetails
      EventSchemaVersion EventSeverity EventSubType EventType EventVendor HttpUserAgent NewValue
      Object ObjectId ObjectType OldValue Operation OriginalObjectType _ResourceId RuleName
      SrcDescription SrcDeviceType SrcDomain SrcDomainType SrcDvcId SrcDvcIdType SrcDvcScope
      SrcDvcScopeId SrcFQDN SrcGeoCity SrcGeoCountry SrcGeoRegion SrcHostname SrcIpAddr
      SrcOriginalRiskLevel SrcSystemEntityKey _SubscriptionId TargetAppId
      TargetApplicationEntityKey TargetAppName TargetAppType TargetDescription TargetDeviceType
      TargetDomain TargetDomainType TargetDvcId TargetDvcIdType TargetDvcOs TargetDvcScope
      TargetDvcScopeId TargetFQDN TargetGeoCity TargetGeoCountry TargetGeoRegion TargetHostname
      TargetIpAddr TargetOriginalAppType TargetOriginalRiskLevel TargetSystemEntityKey TargetUrl
      ThreatCategory ThreatField ThreatId ThreatIpAddr ThreatName ThreatOriginalConfidence
      ThreatOriginalRiskLevel ValueType
    `,
    int: `
      EventCount RuleNumber SrcPortNumber SrcRiskLevel TargetPortNumber TargetRiskLevel
      ThreatConfidence ThreatRiskLevel
    `,
    real: 'SrcGeoLatitude SrcGeoLongitude TargetGeoLatitude TargetGeoLongitude',
    bool: 'ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'ActorUserAdditionalIds AdditionalEntities AdditionalFields',
  },
  ASimDnsActivityLogs: {
    string: `
      DnsFlags DnsQuery DnsQueryClassName DnsQueryTypeName DnsResponseIpCity DnsResponseIpCountry
      DnsResponseIpRegion DnsResponseName DnsSessionId Dst DstDescription DstDeviceType DstDomain
      DstDomainType DstDvcId DstDvcIdType DstDvcScope DstDvcScopeId DstFQDN DstGeoCity
      DstGeoCountry DstGeoRegion DstHostname DstIpAddr DstOriginalRiskLevel DstSystemEntityKey Dvc
      DvcAction DvcDescription DvcDomain DvcDomainType DvcEntityKey DvcFQDN DvcHostname DvcId
      DvcIdType DvcInterface DvcIpAddr DvcMacAddr DvcOriginalAction DvcOs DvcOsVersion DvcScope
      DvcScopeId DvcZone EventMessage EventOriginalSeverity EventOriginalType EventOriginalUid
      EventOwner EventProduct EventProductVersion EventReportUrl EventResult EventResultDetails
      EventSchemaVersion EventSeverity EventSubType EventType EventVendor NetworkProtocol
      NetworkProtocolVersion _ResourceId RuleName Src SrcDescription SrcDeviceType SrcDomain
      SrcDomainType SrcDvcId SrcDvcIdType SrcDvcScope SrcDvcScopeId SrcFQDN SrcGeoCity
      SrcGeoCountry SrcGeoRegion SrcHostname SrcIpAddr SrcOriginalRiskLevel SrcOriginalUserType
      SrcProcessEntityKey SrcProcessGuid SrcProcessId SrcProcessName SrcSystemEntityKey
      SrcUserEntityKey SrcUserId SrcUserIdType SrcUsername SrcUsernameType SrcUserScope
      SrcUserScopeId SrcUserSessionId SrcUserType _SubscriptionId ThreatCategory ThreatField
      ThreatFirstReportedTime ThreatId ThreatIpAddr ThreatLastReportedTime ThreatName
      ThreatOriginalConfidence ThreatOriginalRiskLevel_s TransactionIdHex UrlCategory
    `,
    int: `
      DnsNetworkDuration DnsQueryClass DnsQueryType DnsResponseCode DstPortNumber DstRiskLevel
      EventCount RuleNumber SrcPortNumber SrcRiskLevel ThreatConfidence ThreatOriginalRiskLevel
      ThreatRiskLevel
    `,
    real: `
      DnsResponseIpLatitude DnsResponseIpLongitude DstGeoLatitude DstGeoLongitude SrcGeoLatitude
      SrcGeoLongitude
    `,
    bool: `
      DnsFlagsAuthenticated DnsFlagsAuthoritative DnsFlagsCheckingDisabled
      DnsFlagsRecursionAvailable DnsFlagsRecursionDesired DnsFlagsTruncated DnsFlagsZ
      ThreatIsActive
    `,
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime_d ThreatLastReportedTime_d',
    dynamic: 'AdditionalEntities AdditionalFields SrcUserAdditionalIds',
  },
  AZFWApplicationRule: {
    string: `
      Action ActionReason Fqdn Policy Protocol _ResourceId Rule RuleCollection RuleCollectionGroup
      SourceIp _SubscriptionId TargetUrl WebCategory
    `,
    int: 'DestinationPort SourcePort',
    bool: 'IsExplicitProxyRequest IsTlsInspected',
  },
  AZFWDnsQuery: {
    string: `
      ErrorMessage Protocol QueryClass QueryName QueryType _ResourceId ResponseCode ResponseFlags
      SourceIp _SubscriptionId
    `,
    int: 'EDNS0BufferSize ErrorNumber QueryId RequestSize ResponseSize SourcePort',
    real: 'RequestDurationSecs',
    bool: 'DnssecOkBit',
  },
  AZFWIdpsSignature: {
    string: `
      Action Category Description DestinationIp Protocol _ResourceId SignatureId SourceIp
      _SubscriptionId
    `,
    int: 'DestinationPort Severity SourcePort',
  },
  AZFWNetworkRule: {
    string: `
      Action ActionReason DestinationIp Policy Protocol _ResourceId Rule RuleCollection
      RuleCollectionGroup SourceIp _SubscriptionId
    `,
    int: 'DestinationPort SourcePort',
  },
  AZFWThreatIntel: {
    string: `
      Action DestinationIp Fqdn Protocol _ResourceId SourceIp _SubscriptionId TargetUrl
      ThreatDescription
    `,
    int: 'DestinationPort SourcePort',
    bool: 'IsTlsInspected',
  },
  CommonSecurityLog: {
    string: `
      Activity AdditionalExtensions ApplicationProtocol CollectorHostName CommunicationDirection
      Computer DestinationDnsDomain DestinationHostName DestinationIP DestinationMACAddress
      DestinationNTDomain DestinationProcessName DestinationServiceName
      DestinationTranslatedAddress DestinationUserID DestinationUserName DestinationUserPrivileges
      DeviceAction DeviceAddress DeviceCustomDate1 DeviceCustomDate1Label DeviceCustomDate2
      DeviceCustomDate2Label DeviceCustomFloatingPoint1Label DeviceCustomFloatingPoint2Label
      DeviceCustomFloatingPoint3Label DeviceCustomFloatingPoint4Label DeviceCustomIPv6Address1
      DeviceCustomIPv6Address1Label DeviceCustomIPv6Address2 DeviceCustomIPv6Address2Label
      DeviceCustomIPv6Address3 DeviceCustomIPv6Address3Label DeviceCustomIPv6Address4
      DeviceCustomIPv6Address4Label DeviceCustomNumber1Label DeviceCustomNumber2Label
      DeviceCustomNumber3Label DeviceCustomString1 DeviceCustomString1Label DeviceCustomString2
      DeviceCustomString2Label DeviceCustomString3 DeviceCustomString3Label DeviceCustomString4
      DeviceCustomString4Label DeviceCustomString5 DeviceCustomString5Label DeviceCustomString6
      DeviceCustomString6Label DeviceDnsDomain DeviceEventCategory DeviceEventClassID
      DeviceExternalID DeviceFacility DeviceInboundInterface DeviceMacAddress DeviceName
      DeviceNtDomain DeviceOutboundInterface DevicePayloadId DeviceProduct DeviceTimeZone
      DeviceTranslatedAddress DeviceVendor DeviceVersion EventOutcome ExtID FileCreateTime
      FileHash FileID FileModificationTime FileName FilePath FilePermission FileType FlexDate1
      FlexDate1Label FlexNumber1Label FlexNumber2Label FlexString1 FlexString1Label FlexString2
      FlexString2Label IndicatorThreatType LogSeverity MaliciousIP MaliciousIPCountry Message
      OldFileCreateTime OldFileHash OldFileID OldFileModificationTime OldFileName OldFilePath
      OldFilePermission OldFileType OriginalLogSeverity ProcessName Protocol Reason ReceiptTime
      RemoteIP RemotePort ReportReferenceLink RequestClientApplication RequestContext
      RequestCookies RequestMethod RequestURL _ResourceId SimplifiedDeviceAction SourceDnsDomain
      SourceHostName SourceIP SourceMACAddress SourceNTDomain SourceProcessName SourceServiceName
      SourceTranslatedAddress SourceUserID SourceUserName SourceUserPrivileges _SubscriptionId
      ThreatConfidence ThreatDescription
    `,
    long: `
      FieldDeviceCustomNumber1 FieldDeviceCustomNumber2 FieldDeviceCustomNumber3 ReceivedBytes
      SentBytes
    `,
    int: `
      DestinationPort DestinationProcessId DestinationTranslatedPort DeviceCustomNumber1
      DeviceCustomNumber2 DeviceCustomNumber3 EventCount EventType ExternalID FileSize FlexNumber1
      FlexNumber2 OldFileSize ProcessID SourcePort SourceProcessId SourceTranslatedPort
      ThreatSeverity
    `,
    real: `
      DeviceCustomFloatingPoint1 DeviceCustomFloatingPoint2 DeviceCustomFloatingPoint3
      DeviceCustomFloatingPoint4 MaliciousIPLatitude MaliciousIPLongitude
    `,
    datetime: 'EndTime StartTime',
  },
  DnsEvents: {
    string: `
      ClientIP Computer Confidence Description IndicatorThreatType IPAddresses MaliciousIP Message
      Name QueryType RemoteIPCountry _ResourceId Result _SubscriptionId SubType TaskCategory
    `,
    int: 'EventId ResultCode Severity',
    real: 'RemoteIPLatitude RemoteIPLongitude',
  },
  DnsInventory: {
    string: `
      Computer DnsSecSigned DomainName DynamicUpdate ForestName NameServers _ResourceId
      ResourceRecordName ResourceRecordType ServerIPs _SubscriptionId SubType ZoneName
    `,
  },
  Event: {
    string: `
      AzureDeploymentID Computer EventData EventLevelName EventLog ManagementGroupName Message
      ParameterXml RenderedDescription _ResourceId Role Source _SubscriptionId UserName
    `,
    int: 'EventCategory EventID EventLevel',
  },
  NetworkAccessTraffic: {
    string: `
      AccessType Action AgentVersion AIAgentId AIAgentName AIDetectionEvidence AppId
      ApplicationObjectId AppLoginDeviceId AppLoginUserId AppSegmentId CloudAppCatalogId
      CloudAppCategories CloudAppCategory CloudAppLoginUser CloudAppName ConnectionId
      ConnectionStatus ConnectorGroupId ConnectorId ConnectorIp ConnectorName Description
      DestinationFqdn DestinationIp DestinationUrl DestinationWebCategories DeviceCategory
      DeviceId DeviceOperatingSystem DeviceOperatingSystemVersion DnsResponseOrigin
      FilteringProfileId FilteringProfileName HttpMethod HttpRequestContentType
      HttpResponseContentType HttpUserAgent InitiatingProcessName KerberosClientName
      KerberosErrorCodeName KerberosErrorText KerberosMsgType NetworkProtocol OnPremAccount
      OriginHeader PolicyId PolicyName PolicyRuleId ProcessArgs ProcessingRegion ProcessTree Realm
      ReferrerHeader RemoteNetworkId ResourceTenantId RuleName ServicePrincipalName SessionId
      SourceIp ThreatType TlsAction TlsPolicyId TlsPolicyName TlsRuleId TlsRuleName TlsStatus
      Token3PUniqueId TrafficType TransactionId TransportProtocol UniqueTokenId UserId
      UserPrincipalName VendorNames XForwardedFor
    `,
    long: 'ReceivedBytes SentBytes',
    int: `
      AIDetectionConfidence CloudAppComplianceScore CloudAppGeneralScore CloudAppLegalScore
      CloudAppRiskScore DestinationPort KerberosErrorCode KerberosNonce ResponseCode SourcePort
    `,
    bool: 'IsAgentic IsTokenAgentic',
    datetime: 'Token3PExpiry Token3PIssuedAt Token3PValidFrom',
  },
  SecurityEvent: {
    string: `
      AccessMask Account AccountDomain AccountExpires AccountName AccountSessionIdentifier
      AccountType Activity AdditionalInfo AdditionalInfo2 AllowedToDelegateTo Attributes
      AuditPolicyChanges AuthenticationPackageName AuthenticationProvider AuthenticationServer
      AuthenticationType AzureDeploymentID CACertificateHash CalledStationID CallerProcessId
      CallerProcessName CallingStationID CAPublicKeyHash CategoryId CertificateDatabaseHash
      Channel ClassId ClassName ClientAddress ClientIPAddress ClientName CommandLine CompatibleIds
      Computer Correlation DCDNSName DeviceDescription DeviceId DisplayName Disposition
      DomainBehaviorVersion DomainName DomainPolicyChanged DomainSid EAPType ElevatedToken
      EventData EventLevelName EventRecordId EventSourceName ExtendedQuarantineState FailureReason
      FileHash FilePath FilePathNoUser Filter ForceLogoff Fqbn FullyQualifiedSubjectMachineName
      FullyQualifiedSubjectUserName GroupMembership HandleId HardwareIds HomeDirectory HomePath
      InterfaceUuid IpAddress IpPort Keywords Level LmPackageName LocationInformation
      LockoutDuration LockoutObservationWindow LockoutThreshold LoggingResult LogonGuid LogonHours
      LogonID LogonProcessName LogonTypeName MachineAccountQuota MachineInventory MachineLogon
      ManagementGroupName MandatoryLabel MaxPasswordAge MemberName MemberSid MinPasswordAge
      MinPasswordLength MixedDomainMode NASIdentifier NASIPv4Address NASIPv6Address NASPort
      NASPortType NetworkPolicyName NewDate NewMaxUsers NewProcessId NewProcessName NewRemark
      NewShareFlags NewTime NewUacValue NewValue NewValueType ObjectName ObjectServer ObjectType
      ObjectValueName OemInformation OldMaxUsers OldRemark OldShareFlags OldUacValue OldValue
      OldValueType Opcode OperationType PackageName ParentProcessName PasswordHistoryLength
      PasswordLastSet PasswordProperties PreviousDate PreviousTime PrimaryGroupId
      PrivateKeyUsageCount PrivilegeList Process ProcessId ProcessName ProfilePath Properties
      ProtocolSequence ProxyPolicyName QuarantineHelpURL QuarantineSessionID
      QuarantineSessionIdentifier QuarantineState QuarantineSystemHealthResult RelativeTargetName
      RemoteIpAddress RemotePort Requester RequestId _ResourceId RestrictedAdminMode RowsDeleted
      SamAccountName ScriptPath SecurityDescriptor ServiceAccount ServiceFileName ServiceName
      ServiceType SessionName ShareLocalPath ShareName SidHistory SourceComputerId Status
      StorageAccount SubcategoryGuid SubcategoryId Subject SubjectAccount SubjectDomainName
      SubjectKeyIdentifier SubjectLogonId SubjectMachineName SubjectMachineSID SubjectUserName
      SubjectUserSid _SubscriptionId SubStatus SystemUserId TableId TargetAccount TargetDomainName
      TargetInfo TargetLinkedLogonId TargetLogonGuid TargetLogonId TargetOutboundDomainName
      TargetOutboundUserName TargetServerName TargetSid TargetUser TargetUserName TargetUserSid
      TemplateContent TemplateDSObjectFQDN TemplateInternalName TemplateOID TemplateSchemaVersion
      TemplateVersion TokenElevationType TransmittedServices UserAccountControl UserParameters
      UserPrincipalName UserWorkstations VendorIds VirtualAccount Workstation WorkstationName
    `,
    int: `
      AuditsDiscarded AuthenticationLevel AuthenticationService ErrorCode EventID KeyLength
      LogonType ServiceStartType SystemProcessId SystemThreadId Task Version
    `,
  },
  Syslog: {
    string: `
      CollectorHostName Computer Facility HostIP HostName ProcessName _ResourceId SeverityLevel
      _SubscriptionId SyslogMessage
    `,
    int: 'ProcessID',
    datetime: 'EventTime',
  },
  W3CIISLog: {
    string: `
      AzureDeploymentID cIP Computer Confidence csCookie csHost csMethod csReferer csUriQuery
      csUriStem csUserAgent csUserName csVersion Description FirstReportedDateTime
      IndicatorThreatType IsActive LastReportedDateTime MaliciousIP ManagementGroupName
      RemoteIPCountry _ResourceId Role RoleInstance scStatus scSubStatus scWin32Status sIP
      sSiteName StorageAccount _SubscriptionId TLPLevel
    `,
    long: 'csBytes scBytes TimeTaken',
    int: 'Severity sPort',
    real: 'RemoteIPLatitude RemoteIPLongitude',
  },
  WindowsEvent: {
    string: `
      Channel Computer Correlation EventLevelName EventOriginId EventRecordId Keywords
      ManagementGroupName Opcode Provider RawEventData _ResourceId _SubscriptionId SystemUserId
    `,
    int: 'EventID EventLevel SystemProcessId SystemThreadId Task Version',
    dynamic: 'EventData',
  },
};
