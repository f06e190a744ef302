import type { Columns } from './columns.js';

/** The normalized tables of a workspace. */
export const normalized: Readonly<Record<string, Columns>> = {
  ASimAuthenticationEventLogs: {
    string: `
      ActingAppId ActingApplicationEntityKey ActingAppName ActingAppType ActingOriginalAppType
      ActorOriginalUserType ActorScope ActorScopeId ActorSessionId ActorUserEntityKey
      ActorUserId ActorUserIdType ActorUsername ActorUsernameType ActorUserType DvcAction
      DvcDescription DvcDomain DvcDomainType DvcEntityKey DvcFQDN DvcHostname DvcId DvcIdType
      DvcInterface DvcIpAddr DvcMacAddr DvcOriginalAction DvcOs DvcOsVersion DvcScope DvcScopeId
      DvcZone EventMessage EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType
      EventOriginalType EventOriginalUid EventOwner EventProduct EventProductVersion
      EventReportUrl EventResult EventResultDetails EventSchemaVersion EventSeverity
      EventSubType EventType EventVendor HttpUserAgent LogonMethod LogonProtocol RuleName
      SrcDescription SrcDeviceType SrcDomain SrcDomainType SrcDvcId SrcDvcIdType SrcDvcOs
      SrcDvcScope SrcDvcScopeId SrcFQDN SrcGeoCity SrcGeoCountry SrcGeoRegion SrcHostname
      SrcIpAddr SrcIsp SrcOriginalRiskLevel SrcSystemEntityKey TargetAppId
      TargetApplicationEntityKey TargetAppName TargetAppType TargetDescription TargetDeviceType
      TargetDomain TargetDomainType TargetDvcId TargetDvcIdType TargetDvcOs TargetDvcScope
      TargetDvcScopeId TargetFQDN TargetGeoCity TargetGeoCountry TargetGeoRegion TargetHostname
      TargetIpAddr TargetOriginalAppType TargetOriginalRiskLevel TargetOriginalUserType
      TargetSessionId TargetSystemEntityKey TargetUrl TargetUserEntityKey TargetUserId
      TargetUserIdType TargetUsername TargetUsernameType TargetUserScope TargetUserScopeId
      TargetUserType ThreatCategory ThreatField ThreatId ThreatIpAddr ThreatName
      ThreatOriginalConfidence ThreatOriginalRiskLevel
    `,
    int: `
      EventCount RuleNumber SrcPortNumber SrcRiskLevel TargetPortNumber TargetRiskLevel
      ThreatConfidence ThreatRiskLevel
    `,
    real: 'SrcGeoLatitude SrcGeoLongitude TargetGeoLatitude TargetGeoLongitude',
    bool: 'ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'ActorUserAdditionalIds AdditionalEntities AdditionalFields TargetUserAdditionalIds',
  },
  ASimDhcpEventLogs: {
    string: `
      DhcpCircuitId DhcpSessionId DhcpSrcDHCId DhcpSubscriberId DhcpUserClass DhcpUserClassId
      DhcpVendorClass DhcpVendorClassId DvcAction DvcDescription DvcDomain DvcDomainType
      DvcEntityKey DvcFQDN DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr DvcMacAddr
      DvcOriginalAction DvcOs DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage
      EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType EventOriginalType
      EventOriginalUid EventOwner EventProduct EventProductVersion EventReportUrl EventResult
      EventResultDetails EventSchema EventSchemaVersion EventSeverity EventSubType EventType
      EventVendor RequestedIpAddr RuleName SrcDescription SrcDeviceType SrcDomain SrcDomainType
      SrcDvcId SrcDvcIdType SrcDvcScope SrcDvcScopeId SrcFQDN SrcGeoCity SrcGeoCountry
      SrcGeoRegion SrcHostname SrcIpAddr SrcMacAddr SrcOriginalRiskLevel SrcOriginalUserType
      SrcSystemEntityKey SrcUserEntityKey SrcUserId SrcUserIdType SrcUsername SrcUsernameType
      SrcUserScope SrcUserScopeId SrcUserSessionId SrcUserType SrcUserUid ThreatCategory
      ThreatField ThreatId ThreatName ThreatOriginalConfidence ThreatOriginalRiskLevel
    `,
    int: `
      DhcpLeaseDuration DhcpSessionDuration EventCount RuleNumber SrcPortNumber SrcRiskLevel
      ThreatConfidence ThreatRiskLevel
    `,
    real: 'SrcGeoLatitude SrcGeoLongitude',
    bool: 'ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'AdditionalEntities AdditionalFields SrcUserAdditionalIds',
  },
  ASimFileEventLogs: {
    string: `
      ActingApplicationEntityKey ActingProcessCommandLine ActingProcessGuid ActingProcessId
      ActingProcessName ActorOriginalUserType ActorScope ActorScopeId ActorSessionId
      ActorUserAadId ActorUserEntityKey ActorUserId ActorUserIdType ActorUsername
      ActorUsernameType ActorUserSid ActorUserType DvcAction DvcDescription DvcDomain
      DvcDomainType DvcEntityKey DvcFQDN DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr
      DvcMacAddr DvcOriginalAction DvcOs DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage
      EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType EventOriginalType
      EventOriginalUid EventOwner EventProduct EventProductVersion EventReportUrl EventResult
      EventResultDetails EventSchema EventSchemaVersion EventSeverity EventSubType EventType
      EventVendor HashType HttpUserAgent NetworkApplicationProtocol RuleName SrcDescription
      SrcDeviceType SrcDomain SrcDomainType SrcDvcId SrcDvcIdType SrcDvcScope SrcDvcScopeId
      SrcFileDirectory SrcFileEntityKey SrcFileExtension SrcFileMD5 SrcFileMimeType SrcFileName
      SrcFilePath SrcFilePathType SrcFileSHA1 SrcFileSHA256 SrcFileSHA512 SrcFQDN SrcGeoCity
      SrcGeoCountry SrcGeoRegion SrcHostname SrcIpAddr SrcMacAddr SrcOriginalRiskLevel
      SrcProcessEntityKey SrcSystemEntityKey TargetAppId TargetApplicationEntityKey
      TargetAppName TargetAppType TargetFileDirectory TargetFileEntityKey TargetFileExtension
      TargetFileMD5 TargetFileMimeType TargetFileName TargetFilePath TargetFilePathType
      TargetFileSHA1 TargetFileSHA256 TargetFileSHA512 TargetOriginalAppType TargetUrl
      ThreatCategory ThreatField ThreatFilePath ThreatId ThreatName ThreatOriginalConfidence
      ThreatOriginalRiskLevel
    `,
    long: 'SrcFileSize TargetFileSize',
    int: 'EventCount RuleNumber SrcPortNumber SrcRiskLevel ThreatConfidence ThreatRiskLevel',
    real: 'SrcGeoLatitude SrcGeoLongitude',
    bool: 'ThreatIsActive',
    datetime: `
      EventEndTime EventStartTime SrcFileCreationTime TargetFileCreationTime
      ThreatFirstReportedTime ThreatLastReportedTime
    `,
    dynamic: 'ActorUserAdditionalIds AdditionalEntities AdditionalFields',
  },
  ASimNetworkSessionLogs: {
    string: `
      DstAppId DstApplicationEntityKey DstAppName DstAppType DstDescription DstDeviceType
      DstDomain DstDomainType DstDvcId DstDvcIdType DstFQDN DstGeoCity DstGeoCountry
      DstGeoRegion DstHostname DstInterfaceGuid DstInterfaceName DstIpAddr DstMacAddr
      DstNatIpAddr DstOriginalUserType DstSubscriptionId DstSystemEntityKey DstUserEntityKey
      DstUserId DstUserIdType DstUsername DstUsernameType DstUserType DstVlanId DstZone Dvc
      DvcAction DvcDescription DvcDomain DvcDomainType DvcEntityKey DvcFQDN DvcHostname DvcId
      DvcIdType DvcInboundInterface DvcInterface DvcIpAddr DvcMacAddr DvcOriginalAction DvcOs
      DvcOsVersion DvcOutboundInterface DvcSubscriptionId DvcZone EventMessage
      EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType EventOriginalType
      EventOriginalUid EventProduct EventProductVersion EventReportUrl EventResult
      EventResultDetails EventSchemaVersion EventSeverity EventSubType EventType EventVendor
      NetworkApplicationProtocol NetworkConnectionHistory NetworkDirection NetworkIcmpType
      NetworkProtocol NetworkProtocolVersion NetworkRuleName NetworkSessionId SrcAppId
      SrcApplicationEntityKey SrcAppName SrcAppType SrcDescription SrcDeviceType SrcDomain
      SrcDomainType SrcDvcId SrcDvcIdType SrcFQDN SrcGeoCity SrcGeoCountry SrcGeoRegion
      SrcHostname SrcInterfaceGuid SrcInterfaceName SrcIpAddr SrcMacAddr SrcNatIpAddr
      SrcOriginalUserType SrcSubscriptionId SrcSystemEntityKey SrcUserEntityKey SrcUserId
      SrcUserIdType SrcUsername SrcUsernameType SrcUserType SrcVlanId SrcZone ThreatCategory
      ThreatField ThreatId ThreatIpAddr ThreatName ThreatOriginalConfidence
      ThreatOriginalRiskLevel
    `,
    long: 'DstBytes DstPackets NetworkBytes NetworkPackets SrcBytes SrcPackets',
    int: `
      DstNatPortNumber DstPortNumber EventCount NetworkDuration NetworkIcmpCode
      NetworkRuleNumber SrcNatPortNumber SrcPortNumber ThreatConfidence ThreatRiskLevel
    `,
    real: 'DstGeoLatitude DstGeoLongitude SrcGeoLatitude SrcGeoLongitude',
    bool: 'TcpFlagsAck TcpFlagsFin TcpFlagsPsh TcpFlagsRst TcpFlagsSyn TcpFlagsUrg ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'AdditionalEntities AdditionalFields DstUserAdditionalIds SrcUserAdditionalIds',
  },
  ASimProcessEventLogs: {
    string: `
      ActingProcessCommandLine ActingProcessEntityKey ActingProcessFileCompany
      ActingProcessFileDescription ActingProcessFileInternalName ActingProcessFilename
      ActingProcessFileOriginalName ActingProcessFileProduct ActingProcessFileVersion
      ActingProcessGuid ActingProcessId ActingProcessIMPHASH ActingProcessInjectedAddress
      ActingProcessIntegrityLevel ActingProcessMD5 ActingProcessName ActingProcessSHA1
      ActingProcessSHA256 ActingProcessSHA512 ActingProcessTokenElevation ActorOriginalUserType
      ActorScope ActorScopeId ActorSessionId ActorUserEntityKey ActorUserId ActorUserIdType
      ActorUsername ActorUsernameType ActorUserType DvcAction DvcDescription DvcDomain
      DvcDomainType DvcEntityKey DvcFQDN DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr
      DvcMacAddr DvcOriginalAction DvcOs DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage
      EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType EventOriginalType
      EventOriginalUid EventOwner EventProduct EventProductVersion EventReportUrl EventResult
      EventResultDetails EventSchemaVersion EventSeverity EventSubType EventType EventVendor
      ParentProcessEntityKey ParentProcessFileCompany ParentProcessFileDescription
      ParentProcessFileProduct ParentProcessFileVersion ParentProcessGuid ParentProcessId
      ParentProcessIMPHASH ParentProcessInjectedAddress ParentProcessIntegrityLevel
      ParentProcessMD5 ParentProcessName ParentProcessSHA1 ParentProcessSHA256
      ParentProcessSHA512 ParentProcessTokenElevation RuleName TargetOriginalUserType
      TargetProcessCommandLine TargetProcessCurrentDirectory TargetProcessEntityKey
      TargetProcessFileCompany TargetProcessFileDescription TargetProcessFileInternalName
      TargetProcessFilename TargetProcessFileOriginalName TargetProcessFileProduct
      TargetProcessFileVersion TargetProcessGuid TargetProcessId TargetProcessIMPHASH
      TargetProcessInjectedAddress TargetProcessIntegrityLevel TargetProcessMD5
      TargetProcessName TargetProcessSHA1 TargetProcessSHA256 TargetProcessSHA512
      TargetProcessStatusCode TargetProcessTokenElevation TargetScope TargetScopeId
      TargetUserEntityKey TargetUserId TargetUserIdType TargetUsername TargetUsernameType
      TargetUserSessionGuid TargetUserSessionId TargetUserType ThreatCategory ThreatField
      ThreatId ThreatName ThreatOriginalConfidence ThreatOriginalRiskLevel
    `,
    long: 'ActingProcessFileSize TargetProcessFileSize',
    int: 'EventCount RuleNumber ThreatConfidence ThreatRiskLevel',
    bool: 'ActingProcessIsHidden ParentProcessIsHidden TargetProcessIsHidden ThreatIsActive',
    datetime: `
      ActingProcessCreationTime EventEndTime EventStartTime ParentProcessCreationTime
      TargetProcessCreationTime ThreatFirstReportedTime ThreatLastReportedTime
    `,
    dynamic: 'ActorUserAdditionalIds AdditionalEntities AdditionalFields TargetUserAdditionalIds',
  },
  ASimRegistryEventLogs: {
    string: `
      ActingProcessCommandLine ActingProcessEntityKey ActingProcessGuid ActingProcessId
      ActingProcessName ActorOriginalUserType ActorScope ActorScopeId ActorSessionId
      ActorUserAadId ActorUserEntityKey ActorUserId ActorUserIdType ActorUsername
      ActorUsernameType ActorUserSid ActorUserType DvcAction DvcDescription DvcDomain
      DvcDomainType DvcEntityKey DvcFQDN DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr
      DvcMacAddr DvcOriginalAction DvcOs DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage
      EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType EventOriginalType
      EventOriginalUid EventOwner EventProduct EventProductVersion EventReportUrl EventResult
      EventResultDetails EventSchema EventSchemaVersion EventSeverity EventSubType EventType
      EventVendor ParentProcessCommandLine ParentProcessEntityKey ParentProcessGuid
      ParentProcessId ParentProcessName RegistryKey RegistryPreviousKey RegistryPreviousValue
      RegistryPreviousValueData RegistryPreviousValueType RegistryValue RegistryValueData
      RegistryValueType RuleName ThreatCategory ThreatField ThreatId ThreatName
      ThreatOriginalConfidence ThreatOriginalRiskLevel
    `,
    int: 'EventCount RuleNumber ThreatConfidence ThreatRiskLevel',
    bool: 'ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'ActorUserAdditionalIds AdditionalEntities AdditionalFields',
  },
  ASimUserManagementActivityLogs: {
    string: `
      ActingAppId ActingApplicationEntityKey ActingAppName ActingAppType ActingOriginalAppType
      ActorOriginalUserType ActorScope ActorScopeId ActorSessionId ActorUserAadId
      ActorUserEntityKey ActorUserId ActorUserIdType ActorUsername ActorUsernameType
      ActorUserSid ActorUserType DvcAction DvcDescription DvcDomain DvcDomainType DvcEntityKey
      DvcFQDN DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr DvcMacAddr DvcOriginalAction
      DvcOs DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage EventOriginalResultDetails
      EventOriginalSeverity EventOriginalSubType EventOriginalType EventOriginalUid EventOwner
      EventProduct EventProductVersion EventReportUrl EventResult EventResultDetails EventSchema
      EventSchemaVersion EventSeverity EventSubType EventType EventVendor GroupId GroupIdType
      GroupName GroupNameType GroupOriginalType GroupType HttpUserAgent NewPropertyValue
      PreviousPropertyValue RuleName SrcDescription SrcDeviceType SrcDomain SrcDomainType
      SrcDvcId SrcDvcIdType SrcDvcScope SrcDvcScopeId SrcFQDN SrcGeoCity SrcGeoCountry
      SrcGeoRegion SrcHostname SrcIpAddr SrcMacAddr SrcOriginalRiskLevel SrcSystemEntityKey
      TargetOriginalUserType TargetUserEntityKey TargetUserId TargetUserIdType TargetUsername
      TargetUsernameType TargetUserScope TargetUserScopeId TargetUserSessionId TargetUserType
      TargetUserUid ThreatCategory ThreatField ThreatId ThreatName ThreatOriginalConfidence
      ThreatOriginalRiskLevel
    `,
    int: 'EventCount RuleNumber SrcPortNumber SrcRiskLevel ThreatConfidence ThreatRiskLevel',
    real: 'SrcGeoLatitude SrcGeoLongitude',
    bool: 'ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'ActorUserAdditionalIds AdditionalEntities AdditionalFields TargetUserAdditionalIds',
  },
  ASimWebSessionLogs: {
    string: `
      DstAppId DstApplicationEntityKey DstAppName DstAppType DstDeviceType DstDomain
      DstDomainType DstDvcId DstDvcIdType DstDvcScope DstDvcScopeId DstFQDN DstGeoCity
      DstGeoCountry DstGeoRegion DstHostname DstIpAddr DstMacAddr DstNatIpAddr
      DstOriginalUserType DstSystemEntityKey DstUserEntityKey DstUserId DstUserIdType
      DstUsername DstUsernameType DstUserType Dvc DvcAction DvcDomain DvcDomainType DvcEntityKey
      DvcFQDN DvcHostname DvcId DvcIdType DvcIpAddr DvcOriginalAction EventMessage
      EventOriginalResultDetails EventOriginalSeverity EventOriginalSubType EventOriginalType
      EventOriginalUid EventOwner EventProduct EventProductVersion EventReportUrl EventResult
      EventResultDetails EventSchemaVersion EventSeverity EventSubType EventType EventVendor
      FileContentType FileMD5 FileName FileSHA1 FileSHA256 FileSHA512 HttpContentFormat
      HttpContentType HttpHost HttpReferrer HttpRequestMethod HttpRequestXff HttpUserAgent
      HttpVersion NetworkApplicationProtocol NetworkConnectionHistory NetworkDirection
      NetworkIcmpType NetworkProtocol NetworkProtocolVersion NetworkSessionId Rule RuleName
      SrcAppId SrcApplicationEntityKey SrcAppName SrcAppType SrcDeviceType SrcDomain
      SrcDomainType SrcDvcId SrcDvcIdType SrcDvcScope SrcDvcScopeId SrcFQDN SrcGeoCity
      SrcGeoCountry SrcGeoRegion SrcHostname SrcIpAddr SrcMacAddr SrcNatIpAddr
      SrcOriginalUserType SrcProcessGuid SrcProcessId SrcProcessName SrcSystemEntityKey
      SrcUserEntityKey SrcUserId SrcUserIdType SrcUsername SrcUsernameType SrcUserScope
      SrcUserScopeId SrcUserType ThreatCategory ThreatField ThreatId ThreatIpAddr ThreatName
      ThreatOriginalConfidence ThreatOriginalRiskLevel Url UrlCategory UrlOriginal
    `,
    long: 'DstBytes DstPackets NetworkBytes NetworkPackets SrcBytes SrcPackets',
    int: `
      DstNatPortNumber DstPortNumber EventCount FileSize HttpRequestTime HttpResponseTime
      NetworkDuration NetworkIcmpCode RuleNumber SrcNatPortNumber SrcPortNumber ThreatConfidence
      ThreatRiskLevel
    `,
    real: 'DstGeoLatitude DstGeoLongitude SrcGeoLatitude SrcGeoLongitude',
    bool: 'ThreatIsActive',
    datetime: 'EventEndTime EventStartTime ThreatFirstReportedTime ThreatLastReportedTime',
    dynamic: 'AdditionalEntities AdditionalFields DstUserAdditionalIds SrcUserAdditionalIds',
  },
};
