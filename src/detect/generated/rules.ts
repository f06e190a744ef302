// Made from detections/ by `npm run generate`. Do not edit.
import type { CompiledRule } from '../rule.js';

/** The shipped rules with their queries as SQL. */
export const compiled: CompiledRule[] = [
  {
    "id": "build-image-on-host",
    "name": "Container image built on the host in a suspicious way",
    "description": "Finds the traces that an attacker leaves who builds an image on the victim's own host, so that no registry sees it: a docker build that was started from a script or with temporary files, a Dockerfile written below a temporary directory, and the Docker daemon fetching over HTTP from an address that is no well-known registry.",
    "severity": "High",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion"
    ],
    "techniques": [
      "T1612"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [],
    "newRowsOf": [],
    "entityMappings": [
      {
        "entityType": "Host",
        "fieldMappings": [
          {
            "identifier": "HostName",
            "columnName": "DeviceName"
          }
        ]
      },
      {
        "entityType": "Account",
        "fieldMappings": [
          {
            "identifier": "Name",
            "columnName": "AccountName"
          }
        ]
      },
      {
        "entityType": "IP",
        "fieldMappings": [
          {
            "identifier": "Address",
            "columnName": "RemoteIP"
          }
        ]
      }
    ],
    "falsePositives": [
      "Any docker build started from a shell scores 2, which is enough for an alert; the incident weighs the rest.",
      "CI agents (Jenkins, GitLab Runner, self-hosted GitHub Actions) that build with --no-cache.",
      "Workstations with Docker Desktop that build from a downloads or temporary directory.",
      "Image scanners (Trivy, Grype, Snyk) that build test images from temporary Dockerfiles.",
      "Packer and Terraform, which write Dockerfiles to temporary directories."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "(SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", t.\"Description\", t.\"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Suspicious docker build command' AS \"Description\", t.\"ProcessCommandLine\" AS \"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", '' AS \"FolderPath\", '' AS \"RemoteIP\", CAST(NULL AS INTEGER) AS \"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ProcessId\", t.\"ProcessCommandLine\", t.\"AccountName\", ((((CAST(3 AS BIGINT) * CAST(TRY_CAST((contains(lower(t.\"ProcessCommandLine\"), '/tmp/') OR contains(lower(t.\"ProcessCommandLine\"), '/dev/shm/') OR contains(lower(t.\"ProcessCommandLine\"), '/var/tmp/') OR contains(lower(t.\"ProcessCommandLine\"), '/run/user/') OR contains(lower(t.\"ProcessCommandLine\"), '\\temp\\') OR contains(lower(t.\"ProcessCommandLine\"), '\\appdata\\local\\temp\\')) AS INTEGER) AS BIGINT)) + CAST(TRY_CAST((contains(lower(t.\"ProcessCommandLine\"), '--no-cache') AND (CASE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '\\-\\-no\\-cache(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '\\-\\-no\\-cache[^\\x00-\\x7F]') THEN regexp_matches(lower(t.\"ProcessCommandLine\"), '\\-\\-no\\-cache(?:[^\\pL\\pN]|$)' || left(lower(t.\"ProcessCommandLine\"), 0)) ELSE FALSE END)) AS INTEGER) AS BIGINT)) + (CAST(4 AS BIGINT) * CAST(TRY_CAST(regexp_matches(t.\"ProcessCommandLine\", '-f[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+https?://') AS INTEGER) AS BIGINT))) + (CAST(2 AS BIGINT) * CAST(TRY_CAST((CASE WHEN regexp_matches(lower(t.\"InitiatingProcessFileName\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE WHEN regexp_matches(lower(t.\"InitiatingProcessFileName\"), '[^\\x00-\\x7F](?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)|(?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)[^\\x00-\\x7F]') THEN regexp_matches(lower(t.\"InitiatingProcessFileName\"), '(?:^|[^\\pL\\pN])(?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)(?:[^\\pL\\pN]|$)' || left(lower(t.\"InitiatingProcessFileName\"), 0)) ELSE FALSE END) AS INTEGER) AS BIGINT))) AS \"RiskScore\" FROM \"new\".\"DeviceProcessEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (lower(t.\"FileName\") IN ('docker', 'docker.exe')) AND (CASE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:build|image build)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '[^\\x00-\\x7F](?:build|image build)|(?:build|image build)[^\\x00-\\x7F]') THEN regexp_matches(lower(t.\"ProcessCommandLine\"), '(?:^|[^\\pL\\pN])(?:build|image build)(?:[^\\pL\\pN]|$)' || left(lower(t.\"ProcessCommandLine\"), 0)) ELSE FALSE END)) t WHERE (t.\"RiskScore\" >= CAST(2 AS BIGINT))) t) UNION ALL (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", t.\"Description\", t.\"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"InitiatingProcessAccountName\" AS \"AccountName\", 'Dockerfile written below a temporary directory' AS \"Description\", t.\"FolderPath\" AS \"Detail\", CAST(3 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"InitiatingProcessId\" AS \"ProcessId\", t.\"FolderPath\", '' AS \"RemoteIP\", CAST(NULL AS INTEGER) AS \"RemotePort\" FROM \"new\".\"DeviceFileEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((lower(t.\"FileName\") = 'dockerfile') OR ends_with(lower(t.\"FileName\"), '.dockerfile')) AND (contains(lower(t.\"FolderPath\"), '/tmp/') OR contains(lower(t.\"FolderPath\"), '/dev/shm/') OR contains(lower(t.\"FolderPath\"), '/var/tmp/') OR contains(lower(t.\"FolderPath\"), '/run/user/') OR contains(lower(t.\"FolderPath\"), '\\temp\\') OR contains(lower(t.\"FolderPath\"), '\\appdata\\local\\temp\\'))) t) UNION ALL (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", t.\"Description\", t.\"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Docker daemon connected to an external address' AS \"Description\", (t.\"RemoteIP\" || ' (' || t.\"RemoteUrl\" || '):' || coalesce(CAST(t.\"RemotePort\" AS VARCHAR), '')) AS \"Detail\", CAST(2 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"InitiatingProcessId\" AS \"ProcessId\", '' AS \"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM \"new\".\"DeviceNetworkEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (lower(t.\"InitiatingProcessFileName\") = 'dockerd') AND (CAST(t.\"RemotePort\" AS BIGINT) IN (CAST(80 AS BIGINT), CAST(443 AS BIGINT), CAST(8080 AS BIGINT), CAST(8443 AS BIGINT))) AND (NOT (CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END)) AND (NOT (CASE WHEN regexp_matches(lower(t.\"RemoteUrl\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE WHEN regexp_matches(lower(t.\"RemoteUrl\"), '[^\\x00-\\x7F](?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)|(?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)[^\\x00-\\x7F]') THEN regexp_matches(lower(t.\"RemoteUrl\"), '(?:^|[^\\pL\\pN])(?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)(?:[^\\pL\\pN]|$)' || left(lower(t.\"RemoteUrl\"), 0)) ELSE FALSE END))) t)",
      "parameters": {
        "now": null
      },
      "columns": [
        {
          "name": "TimeGenerated",
          "type": "datetime"
        },
        {
          "name": "DeviceName",
          "type": "string"
        },
        {
          "name": "AccountName",
          "type": "string"
        },
        {
          "name": "Description",
          "type": "string"
        },
        {
          "name": "Detail",
          "type": "string"
        },
        {
          "name": "RiskScore",
          "type": "long"
        },
        {
          "name": "DeviceId",
          "type": "string"
        },
        {
          "name": "ProcessId",
          "type": "long"
        },
        {
          "name": "FolderPath",
          "type": "string"
        },
        {
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "RemotePort",
          "type": "int"
        }
      ],
      "tables": [
        "DeviceFileEvents",
        "DeviceNetworkEvents",
        "DeviceProcessEvents"
      ]
    },
    "guards": [
      {
        "table": "DeviceProcessEvents",
        "clauses": [
          [
            {
              "column": "ProcessCommandLine",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "build",
                "image build"
              ]
            }
          ],
          [
            {
              "column": "FileName",
              "path": [],
              "op": "in",
              "fold": true,
              "values": [
                "docker",
                "docker.exe"
              ]
            }
          ]
        ]
      },
      {
        "table": "DeviceFileEvents",
        "clauses": [
          [
            {
              "column": "FolderPath",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "/tmp/",
                "/dev/shm/",
                "/var/tmp/",
                "/run/user/",
                "\\Temp\\",
                "\\AppData\\Local\\Temp\\"
              ]
            }
          ],
          [
            {
              "column": "FileName",
              "path": [],
              "op": "in",
              "fold": true,
              "values": [
                "Dockerfile"
              ]
            },
            {
              "column": "FileName",
              "path": [],
              "op": "ends",
              "fold": true,
              "values": [
                ".dockerfile"
              ]
            }
          ]
        ]
      },
      {
        "table": "DeviceNetworkEvents",
        "clauses": [
          [
            {
              "column": "RemotePort",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "80",
                "443",
                "8080",
                "8443"
              ]
            }
          ],
          [
            {
              "column": "InitiatingProcessFileName",
              "path": [],
              "op": "in",
              "fold": true,
              "values": [
                "dockerd"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "build-then-deploy",
    "name": "Container started from an image that was built here in a suspicious way",
    "description": "A container was started, within a day, from an image that was built on this host (or from one derived from it), and the build shows what an attacker's build shows: a step that downloaded from an external address with a download tool or an interpreter, or files below a temporary directory together with any external contact.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "DefenseEvasion",
      "Execution"
    ],
    "techniques": [
      "T1612",
      "T1610"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId",
      "ContainerId"
    ],
    "newRowsOf": [
      "ImageBuilds"
    ],
    "entityMappings": [
      {
        "entityType": "Host",
        "fieldMappings": [
          {
            "identifier": "HostName",
            "columnName": "DeviceName"
          }
        ]
      },
      {
        "entityType": "Account",
        "fieldMappings": [
          {
            "identifier": "Name",
            "columnName": "AccountName"
          }
        ]
      }
    ],
    "falsePositives": [
      "A Dockerfile of one's own that fetches a tool with curl or wget, whose image is run on the machine that built it."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1610/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"StartedTime\" AS \"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Container started from an image that was built here with an external download' AS \"Description\", ('image ' || (CASE WHEN (t.\"ImageReference\" = '') THEN t.\"ImageId\" ELSE t.\"ImageReference\" END) || ', build contacted ' || t.\"RemoteIP\" || ':' || coalesce(CAST(t.\"RemotePort\" AS VARCHAR), '') || ' by ' || (CASE WHEN (t.\"Tool\" = '') THEN 'an unknown program' ELSE t.\"Tool\" END)) AS \"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\", t.\"ContainerId\", t.\"ContainerName\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"BuildId\" AS \"BuildId\", l.\"AccountName\" AS \"AccountName\", l.\"ImageId\" AS \"ImageId\", l.\"RemoteIP\" AS \"RemoteIP\", l.\"RemotePort\" AS \"RemotePort\", l.\"Tool\" AS \"Tool\", l.\"RiskScore\" AS \"RiskScore\", l.\"ContainerId\" AS \"ContainerId\", r.\"StartedTime\" AS \"StartedTime\", r.\"ContainerName\" AS \"ContainerName\", r.\"ImageReference\" AS \"ImageReference\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", t.\"RiskScore\", coalesce(t.\"$0\" ->> '$', '') AS \"ContainerId\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"ContainerIds\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", t.\"RiskScore\", unnest(CASE json_type(t.\"ContainerIds\") WHEN 'ARRAY' THEN CAST(t.\"ContainerIds\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"ContainerIds\"), lambda k: json_object(k, json_extract(t.\"ContainerIds\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"ContainerIds\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"ContainerIds\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", t.\"RiskScore\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"ContainerIds\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", ((CAST(1 AS BIGINT) + (CAST(2 AS BIGINT) * CAST(TRY_CAST((lower(t.\"Tool\") IN ('curl', 'wget', 'busybox', 'python', 'python3', 'perl', 'ruby', 'nc', 'ncat', 'bash', 'sh')) AS INTEGER) AS BIGINT))) + (CAST(2 AS BIGINT) * CAST(TRY_CAST(((contains(lower((t.\"ContextPath\" || '/')), '/tmp/') OR contains(lower((t.\"ContextPath\" || '/')), '/dev/shm/') OR contains(lower((t.\"ContextPath\" || '/')), '/var/tmp/') OR contains(lower((t.\"ContextPath\" || '/')), '/run/user/')) OR (contains(lower(t.\"DockerfilePath\"), '/tmp/') OR contains(lower(t.\"DockerfilePath\"), '/dev/shm/') OR contains(lower(t.\"DockerfilePath\"), '/var/tmp/') OR contains(lower(t.\"DockerfilePath\"), '/run/user/'))) AS INTEGER) AS BIGINT))) AS \"RiskScore\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"ContainerIds\", replace(coalesce(nullif(json_extract(t.\"Remote\", '/RemoteIP'), CAST('null' AS JSON)) ->> '$', ''), '::ffff:', '') AS \"RemoteIP\", (CASE json_type(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$')) AS INTEGER) WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$') AS INTEGER) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS INTEGER) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS INTEGER) END) AS \"RemotePort\", coalesce(nullif(json_extract(t.\"Remote\", '/FileName'), CAST('null' AS JSON)) ->> '$', '') AS \"Tool\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"ContainerIds\", t.\"$0\" AS \"Remote\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"ContainerIds\", unnest(CASE json_type(t.\"RemoteAddresses\") WHEN 'ARRAY' THEN CAST(t.\"RemoteAddresses\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"RemoteAddresses\"), lambda k: json_object(k, json_extract(t.\"RemoteAddresses\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"RemoteAddresses\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"ContainerIds\" FROM \"new\".\"ImageBuilds\" t WHERE ((CASE WHEN json_type(t.\"ContainerIds\") = 'ARRAY' THEN CAST(json_array_length(t.\"ContainerIds\") AS BIGINT) END) > CAST(0 AS BIGINT))) t) t) t) t WHERE ((NOT (t.\"RemoteIP\" = '')) AND (CAST(t.\"RemotePort\" AS BIGINT) IS DISTINCT FROM CAST(53 AS BIGINT))) AND (NOT ((starts_with(lower(t.\"RemoteIP\"), '127.') OR starts_with(lower(t.\"RemoteIP\"), '169.254.')) OR (t.\"RemoteIP\" = '::1'))) AND (NOT coalesce((CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END), regexp_matches(t.\"RemoteIP\", '^(?i)(f[cd]|fe[89ab])')))) t WHERE (t.\"RiskScore\" >= CAST(3 AS BIGINT))) t) t) l JOIN (SELECT t.\"TimeGenerated\" AS \"StartedTime\", t.\"DeviceId\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageReference\" FROM \"main\".\"ContainerEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" = 'ContainerStarted')) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ContainerId\" = r.\"ContainerId\") t WHERE ((t.\"StartedTime\" >= t.\"TimeGenerated\") AND (t.\"StartedTime\" <= (t.\"TimeGenerated\" + to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))))",
      "parameters": {
        "now": null
      },
      "columns": [
        {
          "name": "TimeGenerated",
          "type": "datetime"
        },
        {
          "name": "DeviceName",
          "type": "string"
        },
        {
          "name": "AccountName",
          "type": "string"
        },
        {
          "name": "Description",
          "type": "string"
        },
        {
          "name": "Detail",
          "type": "string"
        },
        {
          "name": "RiskScore",
          "type": "long"
        },
        {
          "name": "DeviceId",
          "type": "string"
        },
        {
          "name": "BuildId",
          "type": "string"
        },
        {
          "name": "ImageId",
          "type": "string"
        },
        {
          "name": "ContainerId",
          "type": "string"
        },
        {
          "name": "ContainerName",
          "type": "string"
        },
        {
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "RemotePort",
          "type": "int"
        }
      ],
      "tables": [
        "ContainerEvents",
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "ContainerIds",
              "path": [],
              "op": "nonempty",
              "fold": false,
              "values": []
            }
          ]
        ]
      }
    ]
  }
];
