import type { Columns } from './columns.js';

/** What Defender knows of the software and the settings of devices. */
export const vulnerabilities: Readonly<Record<string, Columns>> = {
  DeviceBaselineComplianceAssessment: {
    string: 'DeviceId DeviceName OSPlatform OSVersion ConfigurationId ProfileId',
    bool: 'IsCompliant IsApplicable IsExempt',
    dynamic: 'Source RecommendedValue CurrentValue',
  },
  DeviceBaselineComplianceAssessmentKB: {
    string: `
      ConfigurationId ConfigurationName ConfigurationDescription ConfigurationRationale
      ConfigurationCategory CCEReference RemediationOptions ConfigurationBenchmark
      ConfigurationBenchmarkVersion
    `,
    dynamic: 'BenchmarkProfileLevels Source RecommendedValue',
  },
  DeviceBaselineComplianceProfiles: {
    string: `
      ProfileId ProfileName ProfileDescription OSVersion BaseBenchmark BenchmarkVersion
      BenchmarkProfileLevel CreatedBy LastUpdatedBy
    `,
    bool: 'Status',
    datetime: 'CreatedOn LastUpdatedOn',
    dynamic: 'OSPlatform',
  },
  DeviceTvmBrowserExtensions: {
    string: `
      DeviceId BrowserName ExtensionId ExtensionName ExtensionDescription ExtensionVersion
      ExtensionRisk ExtensionVendor IsActivated
    `,
    datetime: 'InstallationTime',
  },
  DeviceTvmBrowserExtensionsKB: {
    string: `
      BrowserName ExtensionId ExtensionName ExtensionDescription ExtensionRisk PermissionId
      PermissionName PermissionDescription PermissionRisk IsPermissionRequired
    `,
    dynamic: 'ExtensionVersion',
  },
  DeviceTvmCertificateInfo: {
    string: `
      DeviceId Thumbprint Path SerialNumber FriendlyName SignatureAlgorithm KeySize
      ExpirationDate IssueDate SubjectType KeyUsage ExtendedKeyUsage
    `,
    dynamic: 'IssuedTo IssuedBy',
  },
  DeviceTvmHardwareFirmware: {
    string: `
      DeviceId DeviceName ComponentType Manufacturer ComponentName ComponentFamily
      ComponentVersion
    `,
    dynamic: 'AdditionalFields',
  },
  DeviceTvmInfoGathering: {
    string: 'DeviceId DeviceName OSPlatform',
    datetime: 'LastSeenTime',
    dynamic: 'AdditionalFields',
  },
  DeviceTvmInfoGatheringKB: {
    string: 'IgId FieldName Description DataStructure',
    dynamic: 'Categories',
  },
  DeviceTvmSecureConfigurationAssessment: {
    string: `
      DeviceId DeviceName OSPlatform ConfigurationId ConfigurationCategory
      ConfigurationSubcategory
    `,
    real: 'ConfigurationImpact',
    bool: 'IsCompliant IsApplicable IsExpectedUserImpact',
    dynamic: 'Context',
  },
  DeviceTvmSecureConfigurationAssessmentKB: {
    string: `
      ConfigurationId ConfigurationName ConfigurationDescription RiskDescription
      ConfigurationCategory ConfigurationSubcategory RemediationOptions
    `,
    real: 'ConfigurationImpact',
    dynamic: 'ConfigurationBenchmarks Tags RelatedMitreTactics RelatedMitreTechniques',
  },
  DeviceTvmSoftwareEvidenceBeta: {
    string: 'DeviceId SoftwareVendor SoftwareName SoftwareVersion LastSeenTime',
    dynamic: 'RegistryPaths DiskPaths',
  },
  DeviceTvmSoftwareInventory: {
    string: `
      DeviceId DeviceName OSPlatform OSVersion OSArchitecture SoftwareVendor SoftwareName
      SoftwareVersion EndOfSupportStatus ProductCodeCpe
    `,
    datetime: 'EndOfSupportDate',
  },
  DeviceTvmSoftwareVulnerabilities: {
    string: `
      DeviceId DeviceName OSPlatform OSVersion OSArchitecture SoftwareVendor SoftwareName
      SoftwareVersion CveId VulnerabilitySeverityLevel RecommendedSecurityUpdate
      RecommendedSecurityUpdateId
    `,
    dynamic: 'CveTags',
  },
  DeviceTvmSoftwareVulnerabilitiesKB: {
    string: 'CveId CvssScore VulnerabilitySeverityLevel VulnerabilityDescription',
    bool: 'IsExploitAvailable',
    datetime: 'LastModifiedTime PublishedDate',
    dynamic: 'AffectedSoftware',
  },
};
