// Made from detections/ by `npm run generate`. Do not edit.
import type { CompiledRule } from '../rule.js';

/** The shipped rules with their queries as SQL. */
export const compiled: CompiledRule[] = [
  {
    "id": "api-deploy-from-outside",
    "name": "Container created or entered over the network",
    "description": "Somebody at a public address had the engine create a container, or run a command inside one, over plain TCP. It is what follows a build over the same interface, and what most campaigns against exposed engines do without one.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "InitialAccess",
      "Execution"
    ],
    "techniques": [
      "T1610",
      "T1609",
      "T1133"
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
      "An administrator who works on an engine from a public address without certificates."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1610/",
      "https://attack.mitre.org/techniques/T1609/",
      "https://attack.mitre.org/techniques/T1133/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", (CASE WHEN (t.\"RequestPath\" ILIKE '%/exec') THEN 'Command run in a container from a public address' ELSE 'Container created from a public address' END) AS \"Description\", (t.\"Method\" || ' ' || t.\"RequestPath\" || ' from ' || t.\"RemoteIP\" || ':' || coalesce(CAST(t.\"ClientRemotePort\" AS VARCHAR), '') || ' to ' || t.\"EngineSocket\") AS \"Detail\", CAST(6 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"RemoteIP\", t.\"ClientRemotePort\" AS \"RemotePort\", t.\"EngineSocket\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"EngineSocket\", t.\"Method\", t.\"RequestPath\", t.\"ClientRemotePort\", replace(t.\"ClientRemoteIP\", '::ffff:', '') AS \"RemoteIP\" FROM \"new\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"Method\" = 'POST') AND ((t.\"RequestPath\" = '/containers/create') OR (t.\"RequestPath\" ILIKE '%/exec')) AND (NOT (t.\"ClientRemoteIP\" = ''))) t WHERE ((NOT (((t.\"RemoteIP\" ILIKE '127.%') OR (t.\"RemoteIP\" ILIKE '169.254.%')) OR (t.\"RemoteIP\" = '::1'))) AND (NOT coalesce((CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END), regexp_matches(t.\"RemoteIP\", '^(?i)(f[cd]|fe[89ab])'))))",
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
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "RemotePort",
          "type": "int"
        },
        {
          "name": "EngineSocket",
          "type": "string"
        }
      ],
      "tables": [
        "DockerApiEvents"
      ]
    },
    "guards": [
      {
        "table": "DockerApiEvents",
        "clauses": [
          [
            {
              "column": "ClientRemoteIP",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "RequestPath",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "/containers/create"
              ]
            },
            {
              "column": "RequestPath",
              "path": [],
              "op": "ends",
              "fold": true,
              "values": [
                "/exec"
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "POST"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "archive-image-run",
    "name": "Image from an archive in a temporary directory run",
    "description": "An image came to the engine as an archive out of a directory for temporary files, by import or load, and was run. How it was made, no log of this host can tell.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion",
      "Execution"
    ],
    "techniques": [
      "T1612",
      "T1204.003",
      "T1610"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "Hosts without a network that are given their images as archives, in /tmp of all places."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1204/003/",
      "https://attack.mitre.org/techniques/T1610/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", ('Image from an archive run: ' || (CASE WHEN (t.\"Method\" = 'load') THEN 'loaded' ELSE 'imported' END)) AS \"Description\", (t.\"ContextPath\" || ', ' || coalesce((CASE WHEN json_type(t.\"Tags\") = 'ARRAY' THEN nullif(json_extract(t.\"Tags\", CAST(0 AS BIGINT)), CAST('null' AS JSON)) END) ->> '$', '')) AS \"Detail\", CAST(4 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\", t.\"ContextPath\" AS \"FolderPath\" FROM \"new\".\"ImageBuilds\" t WHERE ((t.\"Method\" IN ('import', 'load')) AND ((CASE WHEN json_type(t.\"ContainerIds\") = 'ARRAY' THEN CAST(json_array_length(t.\"ContainerIds\") AS BIGINT) END) > CAST(0 AS BIGINT))) AND (t.\"RecognisedAs\" = '') AND regexp_matches(lower(t.\"ContextPath\"), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/')",
      "parameters": {},
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
          "name": "FolderPath",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "ContextPath",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "/tmp/",
                "/dev/shm/",
                "/var/tmp/",
                "/run/user/"
              ]
            }
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "import",
                "load"
              ]
            }
          ],
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
  },
  {
    "id": "build-by-service-account",
    "name": "Image built by the account of a network service",
    "description": "An account that runs a web server, a database or another network service asked for an image. Such accounts serve requests; when they build, somebody got in through the service.",
    "severity": "High",
    "confidence": "Medium",
    "tactics": [
      "Execution",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1612",
      "T1190",
      "T1059.004"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "A build service that runs under such an account: take the name out of ServiceAccounts."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1190/",
      "https://attack.mitre.org/techniques/T1059/004/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", ('Image made by the account ' || t.\"AccountName\") AS \"Description\", (CASE WHEN (t.\"RequesterCommandLine\" = '') THEN t.\"RequesterFileName\" ELSE t.\"RequesterCommandLine\" END) AS \"Detail\", CAST(5 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"RequesterProcessId\" AS \"ProcessId\", t.\"ContextPath\" AS \"FolderPath\" FROM \"new\".\"ImageBuilds\" t WHERE (lower(t.\"AccountName\") IN ('www-data', 'apache', 'nginx', 'http', 'httpd', 'nobody', 'tomcat', 'jetty', 'postgres', 'mysql', 'mariadb', 'redis', 'mongodb', 'elasticsearch', 'rabbitmq', 'kafka', 'ftp', 'mail', 'postfix', 'named', 'bind', 'squid', 'proxy', 'backup'))",
      "parameters": {},
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
          "name": "ProcessId",
          "type": "long"
        },
        {
          "name": "FolderPath",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "AccountName",
              "path": [],
              "op": "in",
              "fold": true,
              "values": [
                "www-data",
                "apache",
                "nginx",
                "http",
                "httpd",
                "nobody",
                "tomcat",
                "jetty",
                "postgres",
                "mysql",
                "mariadb",
                "redis",
                "mongodb",
                "elasticsearch",
                "rabbitmq",
                "kafka",
                "ftp",
                "mail",
                "postfix",
                "named",
                "bind",
                "squid",
                "proxy",
                "backup"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "build-from-container",
    "name": "Image built by a client inside a container",
    "description": "A client inside a container had the engine of the host make an image, and nothing recognises it as the ordinary work of a build agent. That container holds the engine's socket, so whoever gets into it is root on the host.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion",
      "PrivilegeEscalation"
    ],
    "techniques": [
      "T1612",
      "T1611"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "Build agents and web interfaces in a container that are not recognised: Keelwatch knows the common ones by their processes, paths and labels."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1611/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Image made by a client inside a container' AS \"Description\", ((CASE WHEN (t.\"RequesterCommandLine\" = '') THEN t.\"RequesterFileName\" ELSE t.\"RequesterCommandLine\" END) || ' in container ' || substring(t.\"RequesterContainerId\", CAST(0 AS BIGINT) + 1, CAST(12 AS BIGINT))) AS \"Detail\", CAST(4 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"RequesterProcessId\" AS \"ProcessId\", t.\"RequesterContainerId\" AS \"ContainerId\" FROM \"new\".\"ImageBuilds\" t WHERE (NOT (t.\"RequesterContainerId\" = '')) AND ((t.\"State\" <> 'running') AND (t.\"RecognisedAs\" = '')) AND ((NOT (t.\"Builder\" IN ('kaniko', 'buildah', 'podman', 'img'))) AND (coalesce(nullif(json_extract(t.\"AdditionalFields\", '/EngineContainerId'), CAST('null' AS JSON)) ->> '$', '') = ''))",
      "parameters": {},
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
          "name": "ProcessId",
          "type": "long"
        },
        {
          "name": "ContainerId",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "Builder",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "kaniko",
                "buildah",
                "podman",
                "img"
              ]
            }
          ],
          [
            {
              "column": "AdditionalFields",
              "path": [
                "EngineContainerId"
              ],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "State",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "running"
              ]
            }
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "RequesterContainerId",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ]
        ]
      }
    ]
  },
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
      "sql": "(SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", t.\"Description\", t.\"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Suspicious docker build command' AS \"Description\", t.\"ProcessCommandLine\" AS \"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", '' AS \"FolderPath\", '' AS \"RemoteIP\", CAST(NULL AS INTEGER) AS \"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ProcessId\", t.\"ProcessCommandLine\", t.\"AccountName\", ((((CAST(3 AS BIGINT) * CAST(TRY_CAST(regexp_matches(lower(t.\"ProcessCommandLine\"), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/|\\\\temp\\\\|\\\\appdata\\\\local\\\\temp\\\\') AS INTEGER) AS BIGINT)) + CAST(TRY_CAST((contains(lower(t.\"ProcessCommandLine\"), '--no-cache') AND (CASE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '\\-\\-no\\-cache(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '\\-\\-no\\-cache(?:[^0-9A-Za-z]|$)') THEN regexp_matches(lower(t.\"ProcessCommandLine\"), '\\-\\-no\\-cache(?:[^\\pL\\pN]|$)' || left(lower(t.\"ProcessCommandLine\"), 0)) ELSE FALSE END)) AS INTEGER) AS BIGINT)) + (CAST(4 AS BIGINT) * CAST(TRY_CAST(regexp_matches(t.\"ProcessCommandLine\", '-f[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+https?://') AS INTEGER) AS BIGINT))) + (CAST(2 AS BIGINT) * CAST(TRY_CAST((CASE WHEN NOT regexp_matches(lower(t.\"InitiatingProcessFileName\"), '(?:^|[^0-9A-Za-z])(?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)(?:[^0-9A-Za-z]|$)') THEN FALSE WHEN regexp_matches(lower(t.\"InitiatingProcessFileName\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE ELSE regexp_matches(lower(t.\"InitiatingProcessFileName\"), '(?:^|[^\\pL\\pN])(?:bash|sh|zsh|python|python3|perl|ruby|curl|wget)(?:[^\\pL\\pN]|$)' || left(lower(t.\"InitiatingProcessFileName\"), 0)) END) AS INTEGER) AS BIGINT))) AS \"RiskScore\" FROM \"new\".\"DeviceProcessEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"FileName\" ILIKE 'docker' OR t.\"FileName\" ILIKE 'docker.exe') AND (CASE WHEN NOT regexp_matches(lower(t.\"ProcessCommandLine\"), '(?:^|[^0-9A-Za-z])(?:build|image build)(?:[^0-9A-Za-z]|$)') THEN FALSE WHEN regexp_matches(lower(t.\"ProcessCommandLine\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:build|image build)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE ELSE regexp_matches(lower(t.\"ProcessCommandLine\"), '(?:^|[^\\pL\\pN])(?:build|image build)(?:[^\\pL\\pN]|$)' || left(lower(t.\"ProcessCommandLine\"), 0)) END)) t WHERE (t.\"RiskScore\" >= CAST(2 AS BIGINT))) t) UNION ALL (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", t.\"Description\", t.\"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"InitiatingProcessAccountName\" AS \"AccountName\", 'Dockerfile written below a temporary directory' AS \"Description\", t.\"FolderPath\" AS \"Detail\", CAST(3 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"InitiatingProcessId\" AS \"ProcessId\", t.\"FolderPath\", '' AS \"RemoteIP\", CAST(NULL AS INTEGER) AS \"RemotePort\" FROM \"new\".\"DeviceFileEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"FileName\" ILIKE 'dockerfile') OR (t.\"FileName\" ILIKE '%.dockerfile')) AND regexp_matches(lower(t.\"FolderPath\"), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/|\\\\temp\\\\|\\\\appdata\\\\local\\\\temp\\\\')) t) UNION ALL (SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", t.\"Description\", t.\"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Docker daemon connected to an external address' AS \"Description\", (t.\"RemoteIP\" || ' (' || t.\"RemoteUrl\" || '):' || coalesce(CAST(t.\"RemotePort\" AS VARCHAR), '')) AS \"Detail\", CAST(2 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"InitiatingProcessId\" AS \"ProcessId\", '' AS \"FolderPath\", t.\"RemoteIP\", t.\"RemotePort\" FROM \"new\".\"DeviceNetworkEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"InitiatingProcessFileName\" ILIKE 'dockerd') AND (t.\"ActionType\" <> 'ConnectionClosed')) AND (CAST(t.\"RemotePort\" AS BIGINT) IN (CAST(80 AS BIGINT), CAST(443 AS BIGINT), CAST(8080 AS BIGINT), CAST(8443 AS BIGINT))) AND (NOT (CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END)) AND (NOT (CASE WHEN NOT regexp_matches(lower(t.\"RemoteUrl\"), '(?:^|[^0-9A-Za-z])(?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)(?:[^0-9A-Za-z]|$)') THEN FALSE WHEN regexp_matches(lower(t.\"RemoteUrl\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE ELSE regexp_matches(lower(t.\"RemoteUrl\"), '(?:^|[^\\pL\\pN])(?:docker\\.io|hub\\.docker\\.com|registry\\-1\\.docker\\.io|auth\\.docker\\.io|production\\.cloudflare\\.docker\\.com|registry\\.k8s\\.io|gcr\\.io|mcr\\.microsoft\\.com|quay\\.io|ghcr\\.io)(?:[^\\pL\\pN]|$)' || left(lower(t.\"RemoteUrl\"), 0)) END))) t)",
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
          ],
          [
            {
              "column": "ActionType",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "ConnectionClosed"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "build-over-network-api",
    "name": "Image build asked for over the network",
    "description": "Somebody at a public address asked the engine for a build, over plain TCP: whoever can do that is root on the host. The published campaigns of this technique came in this way. Requests over TLS are not seen here.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "InitialAccess",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1612",
      "T1133",
      "T1190"
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
      "An administrator who builds from a workstation with a public address, over an engine that asks for no certificate. Close it all the same."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1133/",
      "https://attack.mitre.org/techniques/T1190/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Build asked for from a public address' AS \"Description\", (t.\"Method\" || ' ' || t.\"RequestPath\" || ' from ' || t.\"RemoteIP\" || ':' || coalesce(CAST(t.\"ClientRemotePort\" AS VARCHAR), '') || ' to ' || t.\"EngineSocket\" || (CASE WHEN (t.\"ClientTlsSubject\" = '') THEN '' ELSE (', certificate of ' || t.\"ClientTlsSubject\") END)) AS \"Detail\", CAST(6 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"RemoteIP\", t.\"ClientRemotePort\" AS \"RemotePort\", t.\"EngineSocket\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"EngineSocket\", t.\"Method\", t.\"RequestPath\", t.\"ClientRemotePort\", t.\"ClientTlsSubject\", replace(t.\"ClientRemoteIP\", '::ffff:', '') AS \"RemoteIP\" FROM \"new\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"Method\" = 'POST') AND ((t.\"RequestPath\" IN ('/build', '/grpc')) OR (t.\"RequestPath\" ILIKE '/moby.buildkit.v1.control/%')) AND (NOT (t.\"ClientRemoteIP\" = ''))) t WHERE ((NOT (((t.\"RemoteIP\" ILIKE '127.%') OR (t.\"RemoteIP\" ILIKE '169.254.%')) OR (t.\"RemoteIP\" = '::1'))) AND (NOT coalesce((CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END), regexp_matches(t.\"RemoteIP\", '^(?i)(f[cd]|fe[89ab])'))))",
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
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "RemotePort",
          "type": "int"
        },
        {
          "name": "EngineSocket",
          "type": "string"
        }
      ],
      "tables": [
        "DockerApiEvents"
      ]
    },
    "guards": [
      {
        "table": "DockerApiEvents",
        "clauses": [
          [
            {
              "column": "ClientRemoteIP",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "RequestPath",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "/build",
                "/grpc"
              ]
            },
            {
              "column": "RequestPath",
              "path": [],
              "op": "starts",
              "fold": true,
              "values": [
                "/moby.buildkit.v1.Control/"
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "POST"
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
      "sql": "SELECT t.\"StartedTime\" AS \"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Container started from an image that was built here with an external download' AS \"Description\", ('image ' || (CASE WHEN (t.\"ImageReference\" = '') THEN t.\"ImageId\" ELSE t.\"ImageReference\" END) || ', build contacted ' || t.\"RemoteIP\" || ':' || coalesce(CAST(t.\"RemotePort\" AS VARCHAR), '') || ' by ' || (CASE WHEN (t.\"Tool\" = '') THEN 'an unknown program' ELSE t.\"Tool\" END)) AS \"Detail\", t.\"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\", t.\"ContainerId\", t.\"ContainerName\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"BuildId\" AS \"BuildId\", l.\"AccountName\" AS \"AccountName\", l.\"ImageId\" AS \"ImageId\", l.\"RemoteIP\" AS \"RemoteIP\", l.\"RemotePort\" AS \"RemotePort\", l.\"Tool\" AS \"Tool\", l.\"RiskScore\" AS \"RiskScore\", l.\"ContainerId\" AS \"ContainerId\", r.\"StartedTime\" AS \"StartedTime\", r.\"ContainerName\" AS \"ContainerName\", r.\"ImageReference\" AS \"ImageReference\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", t.\"RiskScore\", coalesce(t.\"$0\" ->> '$', '') AS \"ContainerId\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"ContainerIds\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", t.\"RiskScore\", unnest(CASE json_type(t.\"ContainerIds\") WHEN 'ARRAY' THEN CAST(t.\"ContainerIds\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"ContainerIds\"), lambda k: json_object(k, json_extract(t.\"ContainerIds\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"ContainerIds\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"ContainerIds\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", t.\"RiskScore\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", t.\"ContainerIds\", t.\"RemoteIP\", t.\"RemotePort\", t.\"Tool\", ((CAST(1 AS BIGINT) + (CAST(2 AS BIGINT) * CAST(TRY_CAST((lower(t.\"Tool\") IN ('curl', 'wget', 'busybox', 'python', 'python3', 'perl', 'ruby', 'nc', 'ncat', 'bash', 'sh')) AS INTEGER) AS BIGINT))) + (CAST(2 AS BIGINT) * CAST(TRY_CAST((regexp_matches(lower((t.\"ContextPath\" || '/')), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/') OR regexp_matches(lower(t.\"DockerfilePath\"), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/')) AS INTEGER) AS BIGINT))) AS \"RiskScore\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"ContainerIds\", replace(coalesce(nullif(json_extract(t.\"Remote\", '/RemoteIP'), CAST('null' AS JSON)) ->> '$', ''), '::ffff:', '') AS \"RemoteIP\", (CASE json_type(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$')) AS INTEGER) WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$') AS INTEGER) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS INTEGER) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS INTEGER) END) AS \"RemotePort\", coalesce(nullif(json_extract(t.\"Remote\", '/FileName'), CAST('null' AS JSON)) ->> '$', '') AS \"Tool\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"ContainerIds\", t.\"$0\" AS \"Remote\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"ContainerIds\", unnest(CASE json_type(t.\"RemoteAddresses\") WHEN 'ARRAY' THEN CAST(t.\"RemoteAddresses\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"RemoteAddresses\"), lambda k: json_object(k, json_extract(t.\"RemoteAddresses\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"RemoteAddresses\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ContextPath\", t.\"DockerfilePath\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"ContainerIds\" FROM \"new\".\"ImageBuilds\" t WHERE ((CASE WHEN json_type(t.\"ContainerIds\") = 'ARRAY' THEN CAST(json_array_length(t.\"ContainerIds\") AS BIGINT) END) > CAST(0 AS BIGINT))) t) t) t) t WHERE ((NOT (t.\"RemoteIP\" = '')) AND (CAST(t.\"RemotePort\" AS BIGINT) IS DISTINCT FROM CAST(53 AS BIGINT))) AND (NOT (((t.\"RemoteIP\" ILIKE '127.%') OR (t.\"RemoteIP\" ILIKE '169.254.%')) OR (t.\"RemoteIP\" = '::1'))) AND (NOT coalesce((CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END), regexp_matches(t.\"RemoteIP\", '^(?i)(f[cd]|fe[89ab])')))) t WHERE (t.\"RiskScore\" >= CAST(3 AS BIGINT))) t) t) l JOIN (SELECT t.\"TimeGenerated\" AS \"StartedTime\", t.\"DeviceId\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageReference\" FROM \"main\".\"ContainerEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" = 'ContainerStarted')) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ContainerId\" = r.\"ContainerId\") t WHERE ((t.\"StartedTime\" >= t.\"TimeGenerated\") AND (t.\"StartedTime\" <= (t.\"TimeGenerated\" + to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))))",
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
  },
  {
    "id": "build-with-host-network",
    "name": "Image built with the network of the host, by an unusual client",
    "description": "A build was asked for whose steps share the network of the host, so that they reach what listens on its loopback, the engine included. Builds behind a proxy do that too: it is told of where the client is no build tool, comes over the network, or has the engine fetch the context.",
    "severity": "Medium",
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
      }
    ],
    "falsePositives": [
      "A script of one's own that asks for such a build over the socket."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"ClientAccountName\" AS \"AccountName\", 'Build with the network of the host' AS \"Description\", ('asked for by ' || (CASE WHEN (t.\"ClientFileName\" = '') THEN 'an unknown program' ELSE t.\"ClientFileName\" END) || (CASE WHEN t.\"IsRemote\" THEN (' from ' || t.\"ClientRemoteIP\") ELSE '' END) || (CASE WHEN t.\"IsFetched\" THEN (', context ' || t.\"Remote\") ELSE '' END)) AS \"Detail\", (((CAST(2 AS BIGINT) + (CAST(2 AS BIGINT) * CAST(TRY_CAST(t.\"IsFetched\" AS INTEGER) AS BIGINT))) + (CAST(2 AS BIGINT) * CAST(TRY_CAST(t.\"IsRemote\" AS INTEGER) AS BIGINT))) + CAST(TRY_CAST(t.\"IsOther\" AS INTEGER) AS BIGINT)) AS \"RiskScore\", t.\"DeviceId\", t.\"ClientProcessId\" AS \"ProcessId\", t.\"ClientFileName\", t.\"ClientRemoteIP\" AS \"RemoteIP\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ClientProcessId\", t.\"ClientFileName\", t.\"ClientAccountName\", t.\"ClientRemoteIP\", t.\"Remote\", ((NOT (t.\"Remote\" = '')) AND (t.\"Remote\" <> 'client-session')) AS \"IsFetched\", (((NOT (t.\"ClientRemoteIP\" = '')) AND (NOT (t.\"ClientRemoteIP\" ILIKE '127.%'))) AND (t.\"ClientRemoteIP\" <> '::1')) AS \"IsRemote\", ((NOT (t.\"ClientFileName\" = '')) AND (NOT (lower(t.\"ClientFileName\") IN ('docker', 'docker.exe', 'com.docker.cli', 'docker-buildx', 'buildx', 'docker-compose', 'buildctl', 'buildkitd', 'dockerd', 'nerdctl', 'dagger', 'earthly', 'skaffold', 'tilt', 'packer', 'terraform')))) AS \"IsOther\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ClientProcessId\", t.\"ClientFileName\", t.\"ClientAccountName\", t.\"ClientRemoteIP\", coalesce((CASE WHEN json_type(nullif(json_extract(t.\"QueryParameters\", '/remote'), CAST('null' AS JSON))) = 'ARRAY' THEN nullif(json_extract(nullif(json_extract(t.\"QueryParameters\", '/remote'), CAST('null' AS JSON)), CAST(0 AS BIGINT)), CAST('null' AS JSON)) END) ->> '$', '') AS \"Remote\" FROM \"new\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"Method\" = 'POST') AND (t.\"RequestPath\" = '/build')) AND (coalesce((CASE WHEN json_type(nullif(json_extract(t.\"QueryParameters\", '/networkmode'), CAST('null' AS JSON))) = 'ARRAY' THEN nullif(json_extract(nullif(json_extract(t.\"QueryParameters\", '/networkmode'), CAST('null' AS JSON)), CAST(0 AS BIGINT)), CAST('null' AS JSON)) END) ->> '$', '') = 'host')) t) t WHERE ((t.\"IsFetched\" OR t.\"IsRemote\") OR t.\"IsOther\")",
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
          "name": "ClientFileName",
          "type": "string"
        },
        {
          "name": "RemoteIP",
          "type": "string"
        }
      ],
      "tables": [
        "DockerApiEvents"
      ]
    },
    "guards": [
      {
        "table": "DockerApiEvents",
        "clauses": [
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "POST"
              ]
            }
          ],
          [
            {
              "column": "RequestPath",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "/build"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "buildkit-solve-by-other-client",
    "name": "BuildKit's interface opened by an unusual client",
    "description": "A program that is no build tool opened BuildKit's own interface through the engine (an upgraded /grpc connection, or its method by name from Engine 29.2 on). Builds that are asked for there do not show as /build, and from 29.2 on pass authorization plugins by. A campaign of 2024 built its miner in this way.",
    "severity": "Medium",
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
      }
    ],
    "falsePositives": [
      "Build tools with a BuildKit client of their own: add their names to BuildTools.",
      "Keelwatch itself reads BuildKit's history there; it is left out where it runs on the host."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"ClientAccountName\" AS \"AccountName\", 'BuildKit''s interface opened by an unusual client' AS \"Description\", (t.\"RequestPath\" || ' by ' || (CASE WHEN (t.\"ClientFileName\" = '') THEN 'an unknown program' ELSE t.\"ClientFileName\" END) || (CASE WHEN (t.\"ClientRemoteIP\" = '') THEN '' ELSE (' from ' || t.\"ClientRemoteIP\") END)) AS \"Detail\", (CAST(3 AS BIGINT) + (CAST(3 AS BIGINT) * CAST(TRY_CAST((NOT (t.\"ClientRemoteIP\" = '')) AS INTEGER) AS BIGINT))) AS \"RiskScore\", t.\"DeviceId\", t.\"ClientProcessId\" AS \"ProcessId\", t.\"ClientFileName\", t.\"ClientRemoteIP\" AS \"RemoteIP\", t.\"EngineSocket\" FROM \"new\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"Method\" = 'POST') AND ((t.\"RequestPath\" = '/grpc') OR (t.\"RequestPath\" ILIKE '/moby.buildkit.v1.control/%')) AND ((NOT (t.\"ClientFileName\" = '')) OR (NOT (t.\"ClientRemoteIP\" = ''))) AND (NOT (lower(t.\"ClientFileName\") IN ('docker', 'docker.exe', 'com.docker.cli', 'docker-buildx', 'buildx', 'docker-compose', 'buildctl', 'buildkitd', 'dockerd', 'nerdctl', 'dagger', 'earthly', 'skaffold', 'tilt', 'packer', 'terraform'))) AND (NOT ((((t.\"ClientFileName\" IN ('node', 'keelwatch')) AND (contains(lower(t.\"ClientCommandLine\"), 'keelwatch') AND (CASE WHEN regexp_matches(lower(t.\"ClientCommandLine\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])keelwatch(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE WHEN regexp_matches(lower(t.\"ClientCommandLine\"), '(?:^|[^0-9A-Za-z])keelwatch(?:[^0-9A-Za-z]|$)') THEN regexp_matches(lower(t.\"ClientCommandLine\"), '(?:^|[^\\pL\\pN])keelwatch(?:[^\\pL\\pN]|$)' || left(lower(t.\"ClientCommandLine\"), 0)) ELSE FALSE END))) AND (t.\"EngineSocket\" ILIKE 'unix://%')) AND (t.\"ClientContainerId\" = '')))",
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
          "name": "ClientFileName",
          "type": "string"
        },
        {
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "EngineSocket",
          "type": "string"
        }
      ],
      "tables": [
        "DockerApiEvents"
      ]
    },
    "guards": [
      {
        "table": "DockerApiEvents",
        "clauses": [
          [
            {
              "column": "ClientFileName",
              "path": [],
              "op": "out",
              "fold": true,
              "values": [
                "docker",
                "docker.exe",
                "com.docker.cli",
                "docker-buildx",
                "buildx",
                "docker-compose",
                "buildctl",
                "buildkitd",
                "dockerd",
                "nerdctl",
                "dagger",
                "earthly",
                "skaffold",
                "tilt",
                "packer",
                "terraform"
              ]
            }
          ],
          [
            {
              "column": "ClientFileName",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            },
            {
              "column": "ClientRemoteIP",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "RequestPath",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "/grpc"
              ]
            },
            {
              "column": "RequestPath",
              "path": [],
              "op": "starts",
              "fold": true,
              "values": [
                "/moby.buildkit.v1.Control/"
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "POST"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "commit-after-download",
    "name": "Image committed from a container that had downloaded",
    "description": "An image was committed from a container in which a download tool or an interpreter had reached a public address. It is a build without a Dockerfile. Packer works like this and is left out where it is recognised.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion",
      "Persistence"
    ],
    "techniques": [
      "T1612",
      "T1525",
      "T1105"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      "Somebody who tries things in a container and keeps the result."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1525/",
      "https://attack.mitre.org/techniques/T1105/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Image committed from a container that had downloaded' AS \"Description\", (coalesce((CASE WHEN json_type(t.\"Tags\") = 'ARRAY' THEN nullif(json_extract(t.\"Tags\", CAST(0 AS BIGINT)), CAST('null' AS JSON)) END) ->> '$', '') || ': ' || t.\"Tool\" || ' reached ' || t.\"RemoteIP\" || ':' || coalesce(CAST(t.\"RemotePort\" AS VARCHAR), '')) AS \"Detail\", CAST(4 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"Tags\", t.\"ImageId\", replace(coalesce(nullif(json_extract(t.\"Remote\", '/RemoteIP'), CAST('null' AS JSON)) ->> '$', ''), '::ffff:', '') AS \"RemoteIP\", (CASE json_type(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$')) AS INTEGER) WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$') AS INTEGER) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS INTEGER) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS INTEGER) END) AS \"RemotePort\", coalesce(nullif(json_extract(t.\"Remote\", '/FileName'), CAST('null' AS JSON)) ->> '$', '') AS \"Tool\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"Tags\", t.\"ImageId\", t.\"$0\" AS \"Remote\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"Method\", t.\"State\", t.\"AccountName\", t.\"Tags\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"RecognisedAs\", unnest(CASE json_type(t.\"RemoteAddresses\") WHEN 'ARRAY' THEN CAST(t.\"RemoteAddresses\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"RemoteAddresses\"), lambda k: json_object(k, json_extract(t.\"RemoteAddresses\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"RemoteAddresses\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"Method\", t.\"State\", t.\"AccountName\", t.\"Tags\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"RecognisedAs\" FROM \"new\".\"ImageBuilds\" t WHERE ((t.\"Method\" = 'commit') AND ((CASE WHEN json_type(t.\"RemoteAddresses\") = 'ARRAY' THEN CAST(json_array_length(t.\"RemoteAddresses\") AS BIGINT) END) > CAST(0 AS BIGINT))) AND ((t.\"State\" <> 'running') AND (t.\"RecognisedAs\" = ''))) t) t) t) t WHERE ((NOT (t.\"RemoteIP\" = '')) AND (CAST(t.\"RemotePort\" AS BIGINT) IS DISTINCT FROM CAST(53 AS BIGINT))) AND (NOT (((t.\"RemoteIP\" ILIKE '127.%') OR (t.\"RemoteIP\" ILIKE '169.254.%')) OR (t.\"RemoteIP\" = '::1'))) AND (NOT coalesce((CASE WHEN regexp_full_match(t.\"RemoteIP\", '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9]))?') THEN regexp_full_match(t.\"RemoteIP\", '10\\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?|172\\.(?:1[6-9]|2[0-9]|3[01])\\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?|192\\.168\\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?') END), regexp_matches(t.\"RemoteIP\", '^(?i)(f[cd]|fe[89ab])'))) AND (lower(t.\"Tool\") IN ('curl', 'wget', 'busybox', 'aria2c', 'fetch', 'python', 'python3', 'perl', 'ruby', 'node', 'php', 'nc', 'ncat', 'bash', 'sh', 'apk', 'apt-get', 'apt', 'pip', 'pip3', 'http', 'https'))",
      "parameters": {},
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
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "RemotePort",
          "type": "int"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "State",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "running"
              ]
            }
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "commit"
              ]
            }
          ],
          [
            {
              "column": "RemoteAddresses",
              "path": [],
              "op": "nonempty",
              "fold": false,
              "values": []
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "dangerous-container-from-local-image",
    "name": "Container that can reach the host from an image made here",
    "description": "A container that is privileged, shares the host's processes, or mounts its root, its configuration or the engine's socket was started from an image that was made on this host in a way that asks for a second look: with files in a temporary directory, without a build, from another host or from a container, or with an outside contact.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "PrivilegeEscalation",
      "Execution"
    ],
    "techniques": [
      "T1611",
      "T1610",
      "T1612"
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
      }
    ],
    "falsePositives": [
      "An agent or a driver of one's own that is built on the host and needs the host."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1611/",
      "https://attack.mitre.org/techniques/T1610/",
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT (CASE WHEN (CASE json_type(nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$')) AS BIGINT) WHEN regexp_matches((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$') AS BIGINT) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS BIGINT) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$' AS BIGINT) END) BETWEEN -62135596800000000 AND 253402300799000000 THEN make_timestamp((CASE json_type(nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$')) AS BIGINT) WHEN regexp_matches((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$') AS BIGINT) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS BIGINT) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Container\", '/StartTime'), CAST('null' AS JSON)) ->> '$' AS BIGINT) END) * 1) END) AS \"TimeGenerated\", t.\"DeviceName\", coalesce(nullif(json_extract(t.\"Container\", '/StartedByAccountName'), CAST('null' AS JSON)) ->> '$', '') AS \"AccountName\", 'Container that can reach the host, from an image made here' AS \"Description\", (coalesce(nullif(json_extract(t.\"Container\", '/Name'), CAST('null' AS JSON)) ->> '$', '') || ': ' || regexp_replace(regexp_replace(t.\"Powers\", '^(?:[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)', ''), '(?:[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)$', '')) AS \"Detail\", CAST(7 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\", t.\"ContainerId\" FROM (SELECT t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"ImageId\", t.\"Container\", t.\"ContainerId\", ((CASE WHEN (CASE json_type(nullif(json_extract(t.\"Container\", '/IsPrivileged'), CAST('null' AS JSON))) WHEN 'BOOLEAN' THEN nullif(json_extract(t.\"Container\", '/IsPrivileged'), CAST('null' AS JSON)) ->> '$' = 'true' WHEN 'VARCHAR' THEN CASE lower(trim((nullif(json_extract(t.\"Container\", '/IsPrivileged'), CAST('null' AS JSON)) ->> '$'))) WHEN 'true' THEN TRUE WHEN '1' THEN TRUE WHEN 'false' THEN FALSE WHEN '0' THEN FALSE END WHEN 'ARRAY' THEN NULL WHEN 'OBJECT' THEN NULL ELSE TRY_CAST(nullif(json_extract(t.\"Container\", '/IsPrivileged'), CAST('null' AS JSON)) ->> '$' AS DOUBLE) <> 0 END) THEN 'privileged ' ELSE '' END) || (CASE WHEN (coalesce(nullif(json_extract(t.\"Container\", '/PidMode'), CAST('null' AS JSON)) ->> '$', '') = 'host') THEN 'the host''s processes ' ELSE '' END) || coalesce(regexp_extract(t.\"Mounts\", '(?:^|[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}])((?:/|/etc|/root|/proc|/sys|/boot|/var/lib/docker|/var/spool/cron[^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*):[^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*)', 1), '') || ' ' || coalesce(regexp_extract(t.\"Mounts\", '([^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*(?:docker|containerd|podman)\\.sock:[^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*)', 1), '')) AS \"Powers\" FROM (SELECT t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"ImageId\", t.\"Container\", coalesce(nullif(json_extract(t.\"Container\", '/ContainerId'), CAST('null' AS JSON)) ->> '$', '') AS \"ContainerId\", coalesce(array_to_string(list_transform(CASE WHEN nullif(json_extract(t.\"Container\", '/HostMounts'), CAST('null' AS JSON)) IS NOT NULL THEN CASE WHEN json_type(nullif(json_extract(t.\"Container\", '/HostMounts'), CAST('null' AS JSON))) = 'ARRAY' THEN CAST(nullif(json_extract(t.\"Container\", '/HostMounts'), CAST('null' AS JSON)) AS JSON[]) ELSE CAST(error('the text of what is no array is not supported' || left(CAST(coalesce(CAST(nullif(json_extract(t.\"Container\", '/HostMounts'), CAST('null' AS JSON)) AS VARCHAR), '') AS VARCHAR), 0)) AS JSON[]) END END, lambda x: coalesce(x ->> '$', '')), ' '), '') AS \"Mounts\" FROM (SELECT t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"ImageId\", t.\"$0\" AS \"Container\" FROM (SELECT t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"Method\", t.\"RequesterContainerId\", t.\"ContextPath\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"ContainerIds\", t.\"RecognisedAs\", t.\"AdditionalFields\", unnest(CASE json_type(nullif(json_extract(t.\"AdditionalFields\", '/Containers'), CAST('null' AS JSON))) WHEN 'ARRAY' THEN CAST(nullif(json_extract(t.\"AdditionalFields\", '/Containers'), CAST('null' AS JSON)) AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(nullif(json_extract(t.\"AdditionalFields\", '/Containers'), CAST('null' AS JSON))), lambda k: json_object(k, json_extract(nullif(json_extract(t.\"AdditionalFields\", '/Containers'), CAST('null' AS JSON)), '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [nullif(json_extract(t.\"AdditionalFields\", '/Containers'), CAST('null' AS JSON))] END) AS \"$0\" FROM (SELECT t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"Method\", t.\"RequesterContainerId\", t.\"ContextPath\", t.\"ImageId\", t.\"RemoteAddresses\", t.\"ContainerIds\", t.\"RecognisedAs\", t.\"AdditionalFields\" FROM \"new\".\"ImageBuilds\" t WHERE (((CASE WHEN json_type(t.\"ContainerIds\") = 'ARRAY' THEN CAST(json_array_length(t.\"ContainerIds\") AS BIGINT) END) > CAST(0 AS BIGINT)) AND (t.\"RecognisedAs\" = '')) AND ((((((CASE WHEN json_type(t.\"RemoteAddresses\") = 'ARRAY' THEN CAST(json_array_length(t.\"RemoteAddresses\") AS BIGINT) END) > CAST(0 AS BIGINT)) OR (t.\"Method\" <> 'build')) OR (NOT (t.\"RequesterContainerId\" = ''))) OR (NOT (coalesce(nullif(json_extract(t.\"AdditionalFields\", '/RequesterRemoteIP'), CAST('null' AS JSON)) ->> '$', '') = ''))) OR regexp_matches(lower((t.\"ContextPath\" || '/')), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/'))) t) t) t) t) t WHERE (NOT (regexp_replace(regexp_replace(t.\"Powers\", '^(?:[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)', ''), '(?:[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)$', '') = ''))",
      "parameters": {},
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
        }
      ],
      "tables": [
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
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "discovery-then-build",
    "name": "Engine looked around and asked for a build over the network",
    "description": "The same remote client listed images or containers, and within ten minutes asked for a build, a commit or BuildKit's interface. A scanner that has found an exposed engine does this; a client that builds for a living does not list first.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "Discovery",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1613",
      "T1612"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "RemoteIP",
      "TimeGenerated"
    ],
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
      "Web interfaces such as Portainer that reach a second host over its API, and list before they build."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1613/",
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Image made over the network after a look around' AS \"Description\", (t.\"ClientRemoteIP\" || ': GET ' || t.\"Looked\" || ', then POST ' || t.\"RequestPath\") AS \"Detail\", CAST(4 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"ClientRemoteIP\" AS \"RemoteIP\", t.\"ClientRemotePort\" AS \"RemotePort\", t.\"RequestPath\" FROM ((SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"RequestPath\" AS \"RequestPath\", l.\"ClientRemoteIP\" AS \"ClientRemoteIP\", l.\"ClientRemotePort\" AS \"ClientRemotePort\", r.\"LookedTime\" AS \"LookedTime\", r.\"Looked\" AS \"Looked\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"Method\", t.\"RequestPath\", t.\"ClientRemoteIP\", t.\"ClientRemotePort\" FROM \"new\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"Method\" = 'POST') AND (t.\"RequestPath\" IN ('/build', '/grpc', '/commit', '/images/load'))) AND (((NOT (t.\"ClientRemoteIP\" = '')) AND (NOT (t.\"ClientRemoteIP\" ILIKE '127.%'))) AND (t.\"ClientRemoteIP\" <> '::1'))) l JOIN (SELECT t.\"TimeGenerated\" AS \"LookedTime\", t.\"RequestPath\" AS \"Looked\", t.\"DeviceId\", t.\"ClientRemoteIP\" FROM \"main\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"Method\" = 'GET') AND (t.\"RequestPath\" IN ('/images/json', '/containers/json'))) AND (NOT (t.\"ClientRemoteIP\" = ''))) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ClientRemoteIP\" = r.\"ClientRemoteIP\") UNION ALL (SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"RequestPath\" AS \"RequestPath\", l.\"ClientRemoteIP\" AS \"ClientRemoteIP\", l.\"ClientRemotePort\" AS \"ClientRemotePort\", r.\"LookedTime\" AS \"LookedTime\", r.\"Looked\" AS \"Looked\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"Method\", t.\"RequestPath\", t.\"ClientRemoteIP\", t.\"ClientRemotePort\" FROM \"old\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"Method\" = 'POST') AND (t.\"RequestPath\" IN ('/build', '/grpc', '/commit', '/images/load'))) AND (((NOT (t.\"ClientRemoteIP\" = '')) AND (NOT (t.\"ClientRemoteIP\" ILIKE '127.%'))) AND (t.\"ClientRemoteIP\" <> '::1'))) l JOIN (SELECT t.\"TimeGenerated\" AS \"LookedTime\", t.\"RequestPath\" AS \"Looked\", t.\"DeviceId\", t.\"ClientRemoteIP\" FROM \"new\".\"DockerApiEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"Method\" = 'GET') AND (t.\"RequestPath\" IN ('/images/json', '/containers/json'))) AND (NOT (t.\"ClientRemoteIP\" = ''))) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ClientRemoteIP\" = r.\"ClientRemoteIP\")) t WHERE ((t.\"LookedTime\" >= (t.\"TimeGenerated\" - to_microseconds(CAST(CAST(6000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"LookedTime\" <= t.\"TimeGenerated\"))",
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
          "name": "RemoteIP",
          "type": "string"
        },
        {
          "name": "RemotePort",
          "type": "int"
        },
        {
          "name": "RequestPath",
          "type": "string"
        }
      ],
      "tables": [
        "DockerApiEvents"
      ]
    },
    "guards": [
      {
        "table": "DockerApiEvents",
        "clauses": [
          [
            {
              "column": "ClientRemoteIP",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "ClientRemoteIP",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "::1"
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "POST"
              ]
            }
          ],
          [
            {
              "column": "RequestPath",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "/build",
                "/grpc",
                "/commit",
                "/images/load"
              ]
            }
          ]
        ]
      },
      {
        "table": "DockerApiEvents",
        "clauses": [
          [
            {
              "column": "ClientRemoteIP",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "Method",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "GET"
              ]
            }
          ],
          [
            {
              "column": "RequestPath",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "/images/json",
                "/containers/json"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "download-executed-in-step",
    "name": "Build step that ran what it downloaded",
    "description": "A step of a build fetched something from a server that nothing vouches for (without TLS, by its number, on a port of its own, or with certificates not checked) and ran it. What runs is then not in the Dockerfile, but on somebody's server.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "Execution",
      "CommandAndControl",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1612",
      "T1105",
      "T1059.004"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId",
      "StepId"
    ],
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
      }
    ],
    "falsePositives": [
      "Installers from a server of one's own over plain HTTP. Over HTTPS by name they are not told of."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1105/",
      "https://attack.mitre.org/techniques/T1059/004/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Build step ran what it downloaded' AS \"Description\", t.\"Command\" AS \"Detail\", CAST(6 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"StepId\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", (t.\"Command\" || ' ' || coalesce(t.\"Processes\" ->> '$', '')) AS \"Text\" FROM \"new\".\"ImageBuildSteps\" t WHERE (CASE WHEN NOT regexp_matches(lower(t.\"Command\"), '(?:^|[^0-9A-Za-z])(?:curl|wget|aria2c|fetch|lwp|python|python3|perl|openssl)(?:[^0-9A-Za-z]|$)') THEN FALSE WHEN regexp_matches(lower(t.\"Command\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:curl|wget|aria2c|fetch|lwp|python|python3|perl|openssl)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE ELSE regexp_matches(lower(t.\"Command\"), '(?:^|[^\\pL\\pN])(?:curl|wget|aria2c|fetch|lwp|python|python3|perl|openssl)(?:[^\\pL\\pN]|$)' || left(lower(t.\"Command\"), 0)) END) AND ((regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)\\b(curl|wget|aria2c|fetch)\\b[^;&]*\\|[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*(sudo[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+|env[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+|exec[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)*([^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*/)?(sh|bash|dash|ash|zsh|ksh|python[\\p{Nd}.]*|perl|ruby|node|php)\\b') OR regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)\\b(sh|bash|dash|ash|zsh|eval|source|\\.)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+(-[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]+[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)*[\"'']?(<\\(|\\$\\(|`)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*(curl|wget)\\b')) OR regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)\\b(curl|wget|aria2c|fetch)\\b.*(;|&&|\\n).*(\\bchmod[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+([ugoa]*\\+[rwst]*x|0?[0-7]*[1357][0-7]*)|(^|[;&\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}])(\\./|(sh|bash)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+/|/tmp/|/dev/shm/|/var/tmp/))'))) t WHERE ((regexp_matches((CASE WHEN (strlen(t.\"Text\") = length(t.\"Text\")) THEN t.\"Text\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Text\" AS VARCHAR), 0)) AS VARCHAR) END), '(?i)\\b(http|ftp)://') OR regexp_matches((CASE WHEN (strlen(t.\"Text\") = length(t.\"Text\")) THEN t.\"Text\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Text\" AS VARCHAR), 0)) AS VARCHAR) END), '(?i)//([\\p{Nd}]{1,3}\\.){3}[\\p{Nd}]{1,3}\\b|//\\[[0-9a-f:]+\\]|https?://[^/\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\"'']+:[\\p{Nd}]+')) OR regexp_matches((CASE WHEN (strlen(t.\"Text\") = length(t.\"Text\")) THEN t.\"Text\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Text\" AS VARCHAR), 0)) AS VARCHAR) END), '(?i)\\bcurl\\b[^|;&]*[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}](-[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]*k[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]*|--insecure)\\b|--no-check-certificate'))",
      "parameters": {},
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
          "name": "StepId",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuildSteps"
      ]
    },
    "guards": [
      {
        "table": "ImageBuildSteps",
        "clauses": [
          [
            {
              "column": "Command",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "curl",
                "wget",
                "aria2c",
                "fetch",
                "lwp",
                "python",
                "python3",
                "perl",
                "openssl"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "encoded-command-in-step",
    "name": "Build step that ran decoded text",
    "description": "A step of a build decoded a text and ran it. Who writes a Dockerfile to be read does not hide its commands.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "Execution",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1612",
      "T1027",
      "T1140",
      "T1059.004"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId",
      "StepId"
    ],
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
      }
    ],
    "falsePositives": [
      "Self-extracting installers that are part of the context."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1027/",
      "https://attack.mitre.org/techniques/T1140/",
      "https://attack.mitre.org/techniques/T1059/004/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Build step ran decoded text' AS \"Description\", t.\"Command\" AS \"Detail\", CAST(6 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"StepId\" FROM \"new\".\"ImageBuildSteps\" t WHERE (CASE WHEN NOT regexp_matches(lower(t.\"Command\"), '(?:^|[^0-9A-Za-z])(?:base64|base32|xxd|printf|echo|openssl|b64decode|decode_base64|gunzip|rev|tr)(?:[^0-9A-Za-z]|$)') THEN FALSE WHEN regexp_matches(lower(t.\"Command\"), '(?:^|[^0-9A-Za-z\\x{80}-\\x{10FFFF}])(?:base64|base32|xxd|printf|echo|openssl|b64decode|decode_base64|gunzip|rev|tr)(?:[^0-9A-Za-z\\x{80}-\\x{10FFFF}]|$)') THEN TRUE ELSE regexp_matches(lower(t.\"Command\"), '(?:^|[^\\pL\\pN])(?:base64|base32|xxd|printf|echo|openssl|b64decode|decode_base64|gunzip|rev|tr)(?:[^\\pL\\pN]|$)' || left(lower(t.\"Command\"), 0)) END) AND (((regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)(\\bbase(64|32)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+(-[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]+[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)*(-d|-D|-di|--decode)|\\bxxd[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+-r|\\bopenssl[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+(enc|aes[^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*|base64)\\b[^|]*[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]-d)\\b[^;&]*\\|[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*(sudo[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+|exec[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)*([^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*/)?(sh|bash|dash|ash|zsh|python[\\p{Nd}.]*|perl)\\b') OR regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)\\b(printf|echo[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+-[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]*e[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]*)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+[\"'']?[^|;&]*(\\\\+x[0-9a-f]{2}|\\\\+0?[0-7]{3}){4}[^|]*\\|[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*([^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*/)?(sh|bash|dash|ash|zsh)\\b')) OR regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)\\b(eval|sh[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+-c|bash[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+-c)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+[\"'']?(\\$\\(|`)[^)`]*(base64[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+(-[\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}]+[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+)*(-d|--decode)|xxd[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+-r|rev\\b)')) OR regexp_matches((CASE WHEN (strlen(t.\"Command\") = length(t.\"Command\")) THEN t.\"Command\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Command\" AS VARCHAR), 0)) AS VARCHAR) END), '(?is)\\b(exec|eval|system)[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*\\(?[^;]*(b64decode|decode_base64|fromhex|unhexlify)'))",
      "parameters": {},
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
          "name": "StepId",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuildSteps"
      ]
    },
    "guards": [
      {
        "table": "ImageBuildSteps",
        "clauses": [
          [
            {
              "column": "Command",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "base64",
                "base32",
                "xxd",
                "printf",
                "echo",
                "openssl",
                "b64decode",
                "decode_base64",
                "gunzip",
                "rev",
                "tr"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "exec-then-commit",
    "name": "Container entered to fetch something, then committed",
    "description": "A command that fetches something was run inside a running container, and within an hour an image was made of it. It is how a campaign of 2025 made images with the engine's SDK, without a Dockerfile to be found.",
    "severity": "High",
    "confidence": "Medium",
    "tactics": [
      "Execution",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1609",
      "T1612",
      "T1525"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "ContainerId",
      "TimeGenerated"
    ],
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
      }
    ],
    "falsePositives": [
      "Somebody who tries things in a container and keeps the result."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1609/",
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1525/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"CommittedTime\" AS \"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Container entered to fetch something, then committed' AS \"Description\", t.\"Text\" AS \"Detail\", CAST(5 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageId\" FROM ((SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"ContainerId\" AS \"ContainerId\", l.\"ContainerName\" AS \"ContainerName\", l.\"ImageId\" AS \"ImageId\", l.\"Text\" AS \"Text\", r.\"CommittedTime\" AS \"CommittedTime\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageId\", t.\"Text\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageId\", coalesce(array_to_string(list_transform(CASE WHEN t.\"Command\" IS NOT NULL THEN CASE WHEN json_type(t.\"Command\") = 'ARRAY' THEN CAST(t.\"Command\" AS JSON[]) ELSE CAST(error('the text of what is no array is not supported' || left(CAST(coalesce(CAST(t.\"Command\" AS VARCHAR), '') AS VARCHAR), 0)) AS JSON[]) END END, lambda x: coalesce(x ->> '$', '')), ' '), '') AS \"Text\" FROM \"new\".\"ContainerEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" = 'ContainerExecuted')) t WHERE regexp_matches((CASE WHEN (strlen(t.\"Text\") = length(t.\"Text\")) THEN t.\"Text\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Text\" AS VARCHAR), 0)) AS VARCHAR) END), '(?i)\\b(curl|wget|aria2c|fetch|nc|ncat|apk[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+add|apt(-get)?[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+[^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*install|pip3?[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+install)\\b')) l JOIN (SELECT t.\"TimeGenerated\" AS \"CommittedTime\", t.\"DeviceId\", t.\"ContainerId\" FROM \"main\".\"ContainerEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" = 'ContainerCommitted')) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ContainerId\" = r.\"ContainerId\") UNION ALL (SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"ContainerId\" AS \"ContainerId\", l.\"ContainerName\" AS \"ContainerName\", l.\"ImageId\" AS \"ImageId\", l.\"Text\" AS \"Text\", r.\"CommittedTime\" AS \"CommittedTime\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageId\", t.\"Text\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ContainerId\", t.\"ContainerName\", t.\"ImageId\", coalesce(array_to_string(list_transform(CASE WHEN t.\"Command\" IS NOT NULL THEN CASE WHEN json_type(t.\"Command\") = 'ARRAY' THEN CAST(t.\"Command\" AS JSON[]) ELSE CAST(error('the text of what is no array is not supported' || left(CAST(coalesce(CAST(t.\"Command\" AS VARCHAR), '') AS VARCHAR), 0)) AS JSON[]) END END, lambda x: coalesce(x ->> '$', '')), ' '), '') AS \"Text\" FROM \"old\".\"ContainerEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" = 'ContainerExecuted')) t WHERE regexp_matches((CASE WHEN (strlen(t.\"Text\") = length(t.\"Text\")) THEN t.\"Text\" ELSE CAST(error('\\b in a regular expression on a text that is not ASCII is not supported' || left(CAST(t.\"Text\" AS VARCHAR), 0)) AS VARCHAR) END), '(?i)\\b(curl|wget|aria2c|fetch|nc|ncat|apk[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+add|apt(-get)?[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+[^\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*install|pip3?[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]+install)\\b')) l JOIN (SELECT t.\"TimeGenerated\" AS \"CommittedTime\", t.\"DeviceId\", t.\"ContainerId\" FROM \"new\".\"ContainerEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" = 'ContainerCommitted')) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ContainerId\" = r.\"ContainerId\")) t WHERE ((t.\"CommittedTime\" >= t.\"TimeGenerated\") AND (t.\"CommittedTime\" <= (t.\"TimeGenerated\" + to_microseconds(CAST(CAST(36000000000 AS BIGINT) // 10 AS BIGINT)))))",
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
          "name": "ContainerId",
          "type": "string"
        },
        {
          "name": "ContainerName",
          "type": "string"
        },
        {
          "name": "ImageId",
          "type": "string"
        }
      ],
      "tables": [
        "ContainerEvents"
      ]
    },
    "guards": [
      {
        "table": "ContainerEvents",
        "clauses": [
          [
            {
              "column": "ActionType",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "ContainerExecuted"
              ]
            }
          ]
        ]
      },
      {
        "table": "ContainerEvents",
        "clauses": [
          [
            {
              "column": "ActionType",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "ContainerCommitted"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "host-files-through-mount",
    "name": "Container wrote to the host through a mount",
    "description": "A process in a container wrote a scheduled job, an SSH key, a preloaded library or a unit below a directory as which the host's root is commonly mounted. It is the second half of starting a container with the host mounted. The kernel sensor does not record such files; telemetry that is imported does.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "Persistence",
      "PrivilegeEscalation"
    ],
    "techniques": [
      "T1053.003",
      "T1098.004",
      "T1611"
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
      }
    ],
    "falsePositives": [
      "Configuration management that runs in a container and works on the host through a mount."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1053/003/",
      "https://attack.mitre.org/techniques/T1098/004/",
      "https://attack.mitre.org/techniques/T1611/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"InitiatingProcessAccountName\" AS \"AccountName\", 'Container wrote to the host through a mount' AS \"Description\", (t.\"FolderPath\" || ' by ' || (CASE WHEN (t.\"InitiatingProcessCommandLine\" = '') THEN t.\"InitiatingProcessFileName\" ELSE t.\"InitiatingProcessCommandLine\" END)) AS \"Detail\", CAST(7 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"InitiatingProcessId\" AS \"ProcessId\", t.\"ContainerId\", t.\"FolderPath\" FROM \"new\".\"DeviceFileEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" IN ('FileCreated', 'FileModified', 'FileRenamed')) AND (NOT (t.\"ContainerId\" = '')) AND ((((contains(lower(t.\"FolderPath\"), '/etc/cron') OR contains(lower(t.\"FolderPath\"), '/spool/cron')) OR contains(lower(t.\"FolderPath\"), '/.ssh/authorized_keys')) OR contains(lower(t.\"FolderPath\"), '/etc/ld.so.preload')) OR contains(lower(t.\"FolderPath\"), '/etc/systemd/system/')) AND ((regexp_matches(t.\"FolderPath\", '^/[^/]+/.*(etc/cron|spool/cron|\\.ssh/authorized_keys|etc/ld\\.so\\.preload|etc/systemd/system/)') AND (NOT (t.\"FolderPath\" ILIKE '/root/.ssh/%'))) AND (NOT regexp_matches(t.\"FolderPath\", '^/(home/[^/]+/\\.ssh|var/spool/cron)/')))",
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
          "name": "ContainerId",
          "type": "string"
        },
        {
          "name": "FolderPath",
          "type": "string"
        }
      ],
      "tables": [
        "DeviceFileEvents"
      ]
    },
    "guards": [
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
                "/etc/cron"
              ]
            },
            {
              "column": "FolderPath",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "/spool/cron"
              ]
            },
            {
              "column": "FolderPath",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "/.ssh/authorized_keys"
              ]
            },
            {
              "column": "FolderPath",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "/etc/ld.so.preload"
              ]
            },
            {
              "column": "FolderPath",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "/etc/systemd/system/"
              ]
            }
          ],
          [
            {
              "column": "ContainerId",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "ActionType",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "FileCreated",
                "FileModified",
                "FileRenamed"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "image-imitates-known-name",
    "name": "Image made here under the name of a well-known one",
    "description": "An image that no registry knows was given the name of a well-known image, one that is made to look like it, or a name on a registry to which nobody here can push. Whoever runs it believes to run the real one.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion",
      "Execution"
    ],
    "techniques": [
      "T1036.005",
      "T1204.003",
      "T1612"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "ImageId",
      "ImageReference"
    ],
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
      }
    ],
    "falsePositives": [
      "An image of one's own that is called nginx or redis for short. A mirror that loads and names images from archives."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1036/005/",
      "https://attack.mitre.org/techniques/T1204/003/",
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Image made here under the name of a well-known one' AS \"Description\", (t.\"ImageReference\" || ': ' || t.\"Like\") AS \"Detail\", CAST(4 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"ImageId\", t.\"ImageReference\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ImageId\", t.\"ImageReference\", (CASE WHEN (t.\"Name\" IN ('alpine', 'ubuntu', 'debian', 'centos', 'fedora', 'busybox', 'nginx', 'httpd', 'redis', 'postgres', 'mysql', 'mariadb', 'mongo', 'node', 'python', 'golang', 'openjdk', 'java', 'php', 'ruby', 'rust', 'wordpress', 'traefik', 'haproxy', 'rabbitmq', 'memcached', 'elasticsearch', 'kibana', 'logstash', 'grafana', 'prometheus', 'registry', 'docker', 'vault', 'consul', 'jenkins', 'sonarqube', 'gitlab', 'portainer', 'hello-world', 'amazonlinux', 'rockylinux', 'pause', 'coredns', 'etcd', 'kubeproxy', 'caddy', 'influxdb', 'telegraf', 'cassandra', 'zookeeper', 'nextcloud', 'ghost', 'tomcat')) THEN 'the name of a well-known image' WHEN (replace(t.\"Letters\", '1', 'l') IN ('alpine', 'ubuntu', 'debian', 'centos', 'fedora', 'busybox', 'nginx', 'httpd', 'redis', 'postgres', 'mysql', 'mariadb', 'mongo', 'node', 'python', 'golang', 'openjdk', 'java', 'php', 'ruby', 'rust', 'wordpress', 'traefik', 'haproxy', 'rabbitmq', 'memcached', 'elasticsearch', 'kibana', 'logstash', 'grafana', 'prometheus', 'registry', 'docker', 'vault', 'consul', 'jenkins', 'sonarqube', 'gitlab', 'portainer', 'hello-world', 'amazonlinux', 'rockylinux', 'pause', 'coredns', 'etcd', 'kubeproxy', 'caddy', 'influxdb', 'telegraf', 'cassandra', 'zookeeper', 'nextcloud', 'ghost', 'tomcat')) THEN ('a name that looks like ' || replace(t.\"Letters\", '1', 'l')) WHEN (replace(t.\"Letters\", '1', 'i') IN ('alpine', 'ubuntu', 'debian', 'centos', 'fedora', 'busybox', 'nginx', 'httpd', 'redis', 'postgres', 'mysql', 'mariadb', 'mongo', 'node', 'python', 'golang', 'openjdk', 'java', 'php', 'ruby', 'rust', 'wordpress', 'traefik', 'haproxy', 'rabbitmq', 'memcached', 'elasticsearch', 'kibana', 'logstash', 'grafana', 'prometheus', 'registry', 'docker', 'vault', 'consul', 'jenkins', 'sonarqube', 'gitlab', 'portainer', 'hello-world', 'amazonlinux', 'rockylinux', 'pause', 'coredns', 'etcd', 'kubeproxy', 'caddy', 'influxdb', 'telegraf', 'cassandra', 'zookeeper', 'nextcloud', 'ghost', 'tomcat')) THEN ('a name that looks like ' || replace(t.\"Letters\", '1', 'i')) WHEN regexp_matches(t.\"Repository\", '^(registry\\.k8s\\.io|k8s\\.gcr\\.io|mcr\\.microsoft\\.com|gcr\\.io/distroless|docker\\.elastic\\.co|nvcr\\.io|public\\.ecr\\.aws/docker)/') THEN 'a name on a registry of somebody else' ELSE '' END) AS \"Like\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ImageId\", t.\"ImageReference\", t.\"Repository\", t.\"Name\", replace(replace(replace(replace(replace(regexp_replace(t.\"Name\", '[-_.]', '', 'g'), 'rn', 'm'), 'vv', 'w'), '0', 'o'), '3', 'e'), '5', 's') AS \"Letters\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ImageId\", t.\"ImageReference\", t.\"Repository\", regexp_replace(t.\"Repository\", '^(docker\\.io/)?(library/)?', '', 'g') AS \"Name\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ImageId\", t.\"ImageReference\", lower(regexp_replace(t.\"ImageReference\", '(@sha256)?:[^/]*$', '', 'g')) AS \"Repository\" FROM \"new\".\"ContainerImageEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"ActionType\" IN ('ImageTagged', 'ImageCommitted', 'ImageImported')) AND (((NOT (t.\"ImageReference\" = '')) AND (NOT (t.\"ImageDigests\" IS NULL))) AND ((CASE WHEN json_type(t.\"ImageDigests\") = 'ARRAY' THEN CAST(json_array_length(t.\"ImageDigests\") AS BIGINT) END) = CAST(0 AS BIGINT)))) t) t) t) t WHERE (NOT (t.\"Like\" = ''))",
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
          "name": "ImageId",
          "type": "string"
        },
        {
          "name": "ImageReference",
          "type": "string"
        }
      ],
      "tables": [
        "ContainerImageEvents"
      ]
    },
    "guards": [
      {
        "table": "ContainerImageEvents",
        "clauses": [
          [
            {
              "column": "ImageReference",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "ActionType",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "ImageTagged",
                "ImageCommitted",
                "ImageImported"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "image-made-by-download-tool",
    "name": "Image made by a download tool or a shell on the engine",
    "description": "A download tool, a shell or a network tool spoke to the engine by hand and had it build, commit or load an image. Who has docker at hand uses it; who broke into a service has curl.",
    "severity": "Medium",
    "confidence": "High",
    "tactics": [
      "DefenseEvasion",
      "Execution"
    ],
    "techniques": [
      "T1612",
      "T1059.004"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "Scripts and health checks of one's own that speak to the engine with curl. Those that only ask and start containers are not told of."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1059/004/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Image made by hand over the engine''s API' AS \"Description\", ((CASE WHEN (t.\"RequesterCommandLine\" = '') THEN t.\"RequesterFileName\" ELSE t.\"RequesterCommandLine\" END) || (CASE WHEN (t.\"RequesterContainerId\" = '') THEN '' ELSE (', in container ' || substring(t.\"RequesterContainerId\", CAST(0 AS BIGINT) + 1, CAST(12 AS BIGINT))) END)) AS \"Detail\", (CAST(4 AS BIGINT) + (CAST(2 AS BIGINT) * CAST(TRY_CAST((NOT (t.\"RequesterContainerId\" = '')) AS INTEGER) AS BIGINT))) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"RequesterProcessId\" AS \"ProcessId\", t.\"RequesterContainerId\" AS \"ContainerId\" FROM \"new\".\"ImageBuilds\" t WHERE (lower(t.\"RequesterFileName\") IN ('curl', 'wget', 'nc', 'ncat', 'netcat', 'socat', 'busybox', 'telnet', 'openssl', 'bash', 'sh', 'dash', 'ash', 'zsh', 'perl', 'php', 'ruby', 'lua', 'awk', 'gawk')) AND ((t.\"State\" <> 'running') AND (t.\"RecognisedAs\" = ''))",
      "parameters": {},
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
          "name": "ProcessId",
          "type": "long"
        },
        {
          "name": "ContainerId",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "State",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "running"
              ]
            }
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "RequesterFileName",
              "path": [],
              "op": "in",
              "fold": true,
              "values": [
                "curl",
                "wget",
                "nc",
                "ncat",
                "netcat",
                "socat",
                "busybox",
                "telnet",
                "openssl",
                "bash",
                "sh",
                "dash",
                "ash",
                "zsh",
                "perl",
                "php",
                "ruby",
                "lua",
                "awk",
                "gawk"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "miner-in-container",
    "name": "Miner running in a container or a build step",
    "description": "A process in a container or in a step of a build was started as miners are: with the protocol of a mining pool, or with options that nothing else has. It is what most images made on other people's hosts are for.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "Impact"
    ],
    "techniques": [
      "T1496.001",
      "T1610"
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
      }
    ],
    "falsePositives": [
      "A miner that its owner runs in a container."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1496/001/",
      "https://attack.mitre.org/techniques/T1610/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Miner started in a container' AS \"Description\", t.\"ProcessCommandLine\" AS \"Detail\", CAST(7 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"ProcessId\", t.\"ContainerId\", t.\"FolderPath\" FROM \"new\".\"DeviceProcessEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (NOT (t.\"ContainerId\" = '')) AND ((((((contains(lower(t.\"ProcessCommandLine\"), 'stratum+tcp://') OR contains(lower(t.\"ProcessCommandLine\"), 'stratum+ssl://')) OR contains(lower(t.\"ProcessCommandLine\"), 'stratum2+tcp://')) OR contains(lower(t.\"ProcessCommandLine\"), '--donate-level')) OR contains(lower(t.\"ProcessCommandLine\"), '--randomx-')) OR contains(lower(t.\"ProcessCommandLine\"), '--coin=monero')) OR (lower(t.\"FileName\") IN ('xmrig', 'xmr-stak', 'minerd', 'cpuminer', 'srbminer-multi', 't-rex', 'nbminer', 'lolminer', 'ccminer')))",
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
          "name": "ContainerId",
          "type": "string"
        },
        {
          "name": "FolderPath",
          "type": "string"
        }
      ],
      "tables": [
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
                "stratum+tcp://"
              ]
            },
            {
              "column": "ProcessCommandLine",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "stratum+ssl://"
              ]
            },
            {
              "column": "ProcessCommandLine",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "stratum2+tcp://"
              ]
            },
            {
              "column": "ProcessCommandLine",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "--donate-level"
              ]
            },
            {
              "column": "ProcessCommandLine",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "--randomx-"
              ]
            },
            {
              "column": "ProcessCommandLine",
              "path": [],
              "op": "contains",
              "fold": true,
              "values": [
                "--coin=monero"
              ]
            },
            {
              "column": "FileName",
              "path": [],
              "op": "in",
              "fold": true,
              "values": [
                "xmrig",
                "xmr-stak",
                "minerd",
                "cpuminer",
                "srbminer-multi",
                "t-rex",
                "nbminer",
                "lolminer",
                "ccminer"
              ]
            }
          ],
          [
            {
              "column": "ContainerId",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "new-address-in-build",
    "name": "Build that reached an address never seen before",
    "description": "A step of a build connected to an address, by name where that is known, to which no build of this host had ever connected, in an environment that has been watched for long enough to say so.",
    "severity": "Low",
    "confidence": "Medium",
    "tactics": [
      "CommandAndControl"
    ],
    "techniques": [
      "T1612",
      "T1105"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "Kind",
      "Value"
    ],
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
      }
    ],
    "falsePositives": [
      "Every mirror, package source and content network that a project begins to use. Hosts behind changing addresses, where no names are seen."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1105/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", ('Build reached ' || (CASE WHEN (t.\"Kind\" = 'name') THEN 'a name' ELSE 'an address' END) || ' never seen in a build here') AS \"Description\", (t.\"Value\" || ', new among ' || coalesce(nullif(json_extract(t.\"Baseline\", '/Builds'), CAST('null' AS JSON)) ->> '$', '') || ' builds since ' || coalesce(nullif(json_extract(t.\"Baseline\", '/Since'), CAST('null' AS JSON)) ->> '$', '')) AS \"Detail\", CAST(2 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"Kind\", t.\"Value\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"Baseline\", coalesce(nullif(json_extract(t.\"New\", '/Kind'), CAST('null' AS JSON)) ->> '$', '') AS \"Kind\", coalesce(nullif(json_extract(t.\"New\", '/Value'), CAST('null' AS JSON)) ->> '$', '') AS \"Value\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"Baseline\", t.\"$0\" AS \"New\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"State\", t.\"AccountName\", t.\"Baseline\", unnest(CASE json_type(nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON))) WHEN 'ARRAY' THEN CAST(nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON)) AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON))), lambda k: json_object(k, json_extract(nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON)), '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON))] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"State\", t.\"AccountName\", t.\"Baseline\" FROM \"new\".\"ImageBuilds\" t WHERE ((t.\"State\" <> 'running') AND ((CASE WHEN json_type(nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON))) = 'ARRAY' THEN CAST(json_array_length(nullif(json_extract(t.\"Baseline\", '/NeverSeen'), CAST('null' AS JSON))) AS BIGINT) END) > CAST(0 AS BIGINT)))) t) t) t) t WHERE (t.\"Kind\" IN ('address', 'name'))",
      "parameters": {},
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
          "name": "Kind",
          "type": "string"
        },
        {
          "name": "Value",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "State",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "running"
              ]
            }
          ],
          [
            {
              "column": "Baseline",
              "path": [
                "NeverSeen"
              ],
              "op": "nonempty",
              "fold": false,
              "values": []
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "push-of-suspect-image",
    "name": "Image pushed that was made here in a suspicious way",
    "description": "An image was pushed to a registry that was made on this host without a build, with files in a temporary directory, or at the request of another host or of a container, and that nothing recognises as the work of a build agent.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "Persistence",
      "Execution"
    ],
    "techniques": [
      "T1525",
      "T1204.003"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId",
      "ImageReference"
    ],
    "newRowsOf": [
      "ContainerImageEvents"
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
      "A developer who builds in /tmp, or commits a container, and shares the result."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1525/",
      "https://attack.mitre.org/techniques/T1204/003/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Image pushed that was made here in a suspicious way' AS \"Description\", (t.\"ImageReference\" || ', made by ' || t.\"Method\" || (CASE WHEN (t.\"ContextPath\" = '') THEN '' ELSE (' from ' || t.\"ContextPath\") END)) AS \"Detail\", CAST(4 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\", t.\"ImageReference\" FROM (SELECT l.\"TimeGenerated\" AS \"TimeGenerated\", l.\"DeviceId\" AS \"DeviceId\", l.\"DeviceName\" AS \"DeviceName\", l.\"ImageId\" AS \"ImageId\", l.\"ImageReference\" AS \"ImageReference\", r.\"BuildId\" AS \"BuildId\", r.\"Method\" AS \"Method\", r.\"AccountName\" AS \"AccountName\", r.\"MadeTime\" AS \"MadeTime\", r.\"ContextPath\" AS \"ContextPath\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"ImageId\", t.\"ImageReference\" FROM \"new\".\"ContainerImageEvents\" t WHERE (t.\"TimeGenerated\" >= (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND (t.\"TimeGenerated\" > (make_timestamp(CAST($now AS BIGINT)) - to_microseconds(CAST(CAST(864000000000 AS BIGINT) // 10 AS BIGINT)))) AND ((t.\"ActionType\" = 'ImagePushed') AND (NOT (t.\"ImageId\" = '')))) l JOIN (SELECT t.\"DeviceId\", t.\"ImageId\", t.\"BuildId\", t.\"Method\", t.\"AccountName\", t.\"TimeGenerated\" AS \"MadeTime\", t.\"ContextPath\" FROM \"main\".\"ImageBuilds\" t WHERE ((t.\"RecognisedAs\" = '') AND (NOT (t.\"ImageId\" = ''))) AND ((((t.\"Method\" <> 'build') OR (NOT (t.\"RequesterContainerId\" = ''))) OR (NOT (coalesce(nullif(json_extract(t.\"AdditionalFields\", '/RequesterRemoteIP'), CAST('null' AS JSON)) ->> '$', '') = ''))) OR regexp_matches(lower((t.\"ContextPath\" || '/')), '\\/tmp\\/|\\/dev\\/shm\\/|\\/var\\/tmp\\/|\\/run\\/user\\/'))) r ON l.\"DeviceId\" = r.\"DeviceId\" AND l.\"ImageId\" = r.\"ImageId\") t WHERE (t.\"MadeTime\" <= t.\"TimeGenerated\")",
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
          "name": "ImageReference",
          "type": "string"
        }
      ],
      "tables": [
        "ContainerImageEvents",
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ContainerImageEvents",
        "clauses": [
          [
            {
              "column": "ActionType",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                "ImagePushed"
              ]
            }
          ],
          [
            {
              "column": "ImageId",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "remote-context-build",
    "name": "Image built from a context that the engine fetched",
    "description": "The engine was told to fetch what it builds: a Dockerfile or an archive by its address, or a repository that is on none of the well-known hosts. Nothing of it ever lies on the client's disk, where one could look at it.",
    "severity": "Medium",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion",
      "CommandAndControl"
    ],
    "techniques": [
      "T1612",
      "T1105"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "A repository on a git server of one's own: put its host into KnownHosts."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1105/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", (CASE WHEN t.\"IsRepository\" THEN 'Build from a repository on an unknown host' ELSE 'Build from a file on the web' END) AS \"Description\", t.\"Remote\" AS \"Detail\", (CASE WHEN t.\"IsRepository\" THEN CAST(3 AS BIGINT) ELSE CAST(4 AS BIGINT) END) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"RequesterProcessId\" AS \"ProcessId\", t.\"Host\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"RequesterProcessId\", t.\"AccountName\", t.\"Remote\", lower(coalesce(regexp_extract(t.\"Remote\", '^(?:[A-Za-z+]+://)?(?:[^/@]*@)?(\\[[^\\]]*\\]|[^/:#?]+)', 1), '')) AS \"Host\", regexp_matches(t.\"Remote\", '(?i)^(git|ssh)|^github\\.com/|\\.git(#|$)') AS \"IsRepository\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"RequesterProcessId\", t.\"AccountName\", (CASE WHEN (coalesce(nullif(json_extract(t.\"AdditionalFields\", '/ContextKind'), CAST('null' AS JSON)) ->> '$', '') IN ('git', 'url')) THEN t.\"ContextPath\" ELSE coalesce(nullif(json_extract(t.\"AdditionalFields\", '/DockerfileArgument'), CAST('null' AS JSON)) ->> '$', '') END) AS \"Remote\" FROM \"new\".\"ImageBuilds\" t WHERE (((CASE WHEN coalesce(json_type(nullif(json_extract(t.\"AdditionalFields\", '/ContextKind'), CAST('null' AS JSON))), 'NULL') <> 'VARCHAR' AND coalesce(nullif(json_extract(t.\"AdditionalFields\", '/ContextKind'), CAST('null' AS JSON)) ->> '$', '') IN ('git', 'url') THEN CAST(error('comparing a dynamic that is no text with a text that reads like it is not supported' || left(CAST(coalesce(CAST(nullif(json_extract(t.\"AdditionalFields\", '/ContextKind'), CAST('null' AS JSON)) AS VARCHAR), '') AS VARCHAR), 0)) AS VARCHAR) ELSE coalesce(nullif(json_extract(t.\"AdditionalFields\", '/ContextKind'), CAST('null' AS JSON)) ->> '$', '') END) IN ('git', 'url')) OR (coalesce(nullif(json_extract(t.\"AdditionalFields\", '/DockerfileArgument'), CAST('null' AS JSON)) ->> '$', '') ILIKE 'http%')) AND ((t.\"State\" <> 'running') AND (t.\"RecognisedAs\" = ''))) t WHERE regexp_matches(t.\"Remote\", '(?i)^(https?|git|ssh)://|^git@|^github\\.com/')) t WHERE (NOT (t.\"IsRepository\" AND (t.\"Host\" IN ('github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org', 'dev.azure.com', 'ssh.dev.azure.com'))))",
      "parameters": {},
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
          "name": "ProcessId",
          "type": "long"
        },
        {
          "name": "Host",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "State",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "running"
              ]
            }
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "AdditionalFields",
              "path": [
                "ContextKind"
              ],
              "op": "in",
              "fold": false,
              "values": [
                "git",
                "url"
              ]
            },
            {
              "column": "AdditionalFields",
              "path": [
                "DockerfileArgument"
              ],
              "op": "starts",
              "fold": true,
              "values": [
                "http"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "renamed-build-client",
    "name": "Image built by a client under another name",
    "description": "A program was told what docker or buildah is told, and goes by another name. Rules and people who look for docker do not find it.",
    "severity": "High",
    "confidence": "Medium",
    "tactics": [
      "DefenseEvasion"
    ],
    "techniques": [
      "T1612",
      "T1036.003",
      "T1036.005"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "A wrapper of one's own that takes the same arguments and passes them on."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1036/003/",
      "https://attack.mitre.org/techniques/T1036/005/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", ('Build client under the name of ' || t.\"RequesterFileName\") AS \"Description\", t.\"RequesterCommandLine\" AS \"Detail\", CAST(5 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"RequesterProcessId\" AS \"ProcessId\", coalesce(nullif(json_extract(t.\"AdditionalFields\", '/RequestTool'), CAST('null' AS JSON)) ->> '$', '') AS \"Tool\" FROM \"new\".\"ImageBuilds\" t WHERE ((CASE WHEN coalesce(json_type(nullif(json_extract(t.\"AdditionalFields\", '/RequestTool'), CAST('null' AS JSON))), 'NULL') <> 'VARCHAR' AND coalesce(nullif(json_extract(t.\"AdditionalFields\", '/RequestTool'), CAST('null' AS JSON)) ->> '$', '') IN ('docker', 'buildx', 'compose', 'buildah', 'podman', 'nerdctl') THEN CAST(error('comparing a dynamic that is no text with a text that reads like it is not supported' || left(CAST(coalesce(CAST(nullif(json_extract(t.\"AdditionalFields\", '/RequestTool'), CAST('null' AS JSON)) AS VARCHAR), '') AS VARCHAR), 0)) AS VARCHAR) ELSE coalesce(nullif(json_extract(t.\"AdditionalFields\", '/RequestTool'), CAST('null' AS JSON)) ->> '$', '') END) IN ('docker', 'buildx', 'compose', 'buildah', 'podman', 'nerdctl')) AND ((coalesce(nullif(json_extract(t.\"AdditionalFields\", '/RequesterIsKnownTool'), CAST('null' AS JSON)) ->> '$', '') = 'false') AND (NOT (t.\"RequesterFileName\" = '')))",
      "parameters": {},
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
          "name": "ProcessId",
          "type": "long"
        },
        {
          "name": "Tool",
          "type": "string"
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "AdditionalFields",
              "path": [
                "RequesterIsKnownTool"
              ],
              "op": "in",
              "fold": false,
              "values": [
                "false"
              ]
            }
          ],
          [
            {
              "column": "RequesterFileName",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "AdditionalFields",
              "path": [
                "RequestTool"
              ],
              "op": "in",
              "fold": false,
              "values": [
                "docker",
                "buildx",
                "compose",
                "buildah",
                "podman",
                "nerdctl"
              ]
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "step-contacts-engine",
    "name": "Build step that spoke to a container engine",
    "description": "A step of a build connected to a port of a container engine or of a kubelet. No ordinary step does: it drives the engine from inside of the build, as where a server was made to ask for the build on somebody's behalf.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "DefenseEvasion",
      "Execution"
    ],
    "techniques": [
      "T1612",
      "T1610",
      "T1613"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId",
      "StepId",
      "RemoteIP",
      "RemotePort"
    ],
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
      "Tests that run in a build and start containers of their own through DOCKER_HOST."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1612/",
      "https://attack.mitre.org/techniques/T1610/",
      "https://attack.mitre.org/techniques/T1613/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Build step spoke to a container engine' AS \"Description\", ((CASE WHEN (t.\"Tool\" = '') THEN 'a process' ELSE t.\"Tool\" END) || ' reached ' || t.\"RemoteIP\" || ':' || coalesce(CAST(t.\"RemotePort\" AS VARCHAR), '') || ' in: ' || t.\"Command\") AS \"Detail\", CAST(6 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"StepId\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", coalesce(nullif(json_extract(t.\"Remote\", '/RemoteIP'), CAST('null' AS JSON)) ->> '$', '') AS \"RemoteIP\", (CASE json_type(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$')) AS INTEGER) WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$') AS INTEGER) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS INTEGER) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS INTEGER) END) AS \"RemotePort\", coalesce(nullif(json_extract(t.\"Remote\", '/FileName'), CAST('null' AS JSON)) ->> '$', '') AS \"Tool\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", t.\"$0\" AS \"Remote\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", t.\"Connections\", unnest(CASE json_type(t.\"Connections\") WHEN 'ARRAY' THEN CAST(t.\"Connections\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"Connections\"), lambda k: json_object(k, json_extract(t.\"Connections\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"Connections\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", t.\"Connections\" FROM \"new\".\"ImageBuildSteps\" t WHERE ((CASE WHEN json_type(t.\"Connections\") = 'ARRAY' THEN CAST(json_array_length(t.\"Connections\") AS BIGINT) END) > CAST(0 AS BIGINT))) t) t) t) t WHERE (CAST(t.\"RemotePort\" AS BIGINT) IN (CAST(2375 AS BIGINT), CAST(2376 AS BIGINT), CAST(4243 AS BIGINT), CAST(10250 AS BIGINT), CAST(10255 AS BIGINT)))",
      "parameters": {},
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
          "name": "StepId",
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
        "ImageBuildSteps"
      ]
    },
    "guards": [
      {
        "table": "ImageBuildSteps",
        "clauses": [
          [
            {
              "column": "Connections",
              "path": [],
              "op": "nonempty",
              "fold": false,
              "values": []
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "step-contacts-metadata-service",
    "name": "Build step that asked a cloud metadata service",
    "description": "A step of a build connected to the address at which clouds hand credentials to their machines. A build has no use for them; who controls its Dockerfile has.",
    "severity": "High",
    "confidence": "High",
    "tactics": [
      "CredentialAccess",
      "DefenseEvasion"
    ],
    "techniques": [
      "T1552.005",
      "T1612"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId",
      "StepId",
      "RemoteIP"
    ],
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
      "Build steps that fetch from a store of the cloud with the role of the machine. Give the build a secret of its own."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1552/005/",
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", '' AS \"AccountName\", 'Build step asked a cloud metadata service' AS \"Description\", ((CASE WHEN (t.\"Tool\" = '') THEN 'a process' ELSE t.\"Tool\" END) || ' reached ' || t.\"RemoteIP\" || ' in: ' || t.\"Command\") AS \"Detail\", CAST(6 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"StepId\", t.\"RemoteIP\", t.\"RemotePort\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", lower(coalesce(nullif(json_extract(t.\"Remote\", '/RemoteIP'), CAST('null' AS JSON)) ->> '$', '')) AS \"RemoteIP\", (CASE json_type(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON))) WHEN 'VARCHAR' THEN CASE WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^\\s*[+-]?[0-9]{1,19}\\s*$') THEN TRY_CAST(trim((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$')) AS INTEGER) WHEN regexp_matches((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$'), '^0[xX][0-9a-fA-F]{1,15}$') THEN TRY_CAST((nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$') AS INTEGER) END WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS DOUBLE)) AS INTEGER) WHEN 'BOOLEAN' THEN CASE nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(nullif(json_extract(t.\"Remote\", '/RemotePort'), CAST('null' AS JSON)) ->> '$' AS INTEGER) END) AS \"RemotePort\", coalesce(nullif(json_extract(t.\"Remote\", '/FileName'), CAST('null' AS JSON)) ->> '$', '') AS \"Tool\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", t.\"$0\" AS \"Remote\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", t.\"Connections\", unnest(CASE json_type(t.\"Connections\") WHEN 'ARRAY' THEN CAST(t.\"Connections\" AS JSON[]) WHEN 'OBJECT' THEN list_transform(json_keys(t.\"Connections\"), lambda k: json_object(k, json_extract(t.\"Connections\", '/' || replace(replace(k, '~', '~0'), '/', '~1')))) ELSE [t.\"Connections\"] END) AS \"$0\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"StepId\", t.\"Command\", t.\"Connections\" FROM \"new\".\"ImageBuildSteps\" t WHERE ((CASE WHEN json_type(t.\"Connections\") = 'ARRAY' THEN CAST(json_array_length(t.\"Connections\") AS BIGINT) END) > CAST(0 AS BIGINT))) t) t) t) t WHERE (t.\"RemoteIP\" IN ('169.254.169.254', '169.254.170.2', '100.100.100.200', 'fd00:ec2::254'))",
      "parameters": {},
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
          "name": "StepId",
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
        "ImageBuildSteps"
      ]
    },
    "guards": [
      {
        "table": "ImageBuildSteps",
        "clauses": [
          [
            {
              "column": "Connections",
              "path": [],
              "op": "nonempty",
              "fold": false,
              "values": []
            }
          ]
        ]
      }
    ]
  },
  {
    "id": "traces-removed-after-build",
    "name": "Traces of a build removed soon after it",
    "description": "Within the hour after a build that had reached the outside, its image was removed, or its requester emptied the builder's cache or history. A test run tidies up too, and is left out where it is recognised.",
    "severity": "Medium",
    "confidence": "Low",
    "tactics": [
      "DefenseEvasion"
    ],
    "techniques": [
      "T1070",
      "T1612"
    ],
    "queryFrequency": 3600000000,
    "queryPeriod": 86400000000,
    "triggerOperator": "gt",
    "triggerThreshold": 0,
    "alertKey": [
      "DeviceId",
      "BuildId"
    ],
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
      }
    ],
    "falsePositives": [
      "Scripts that build, push and tidy up; most are recognised by the agent that runs them."
    ],
    "references": [
      "https://attack.mitre.org/techniques/T1070/",
      "https://attack.mitre.org/techniques/T1612/"
    ],
    "version": "1.0.0",
    "mode": "batch",
    "query": {
      "sql": "SELECT t.\"TimeGenerated\", t.\"DeviceName\", t.\"AccountName\", 'Traces of a build removed soon after it' AS \"Description\", coalesce(nullif(json_extract(t.\"Removal\", '/Text'), CAST('null' AS JSON)) ->> '$', '') AS \"Detail\", CAST(3 AS BIGINT) AS \"RiskScore\", t.\"DeviceId\", t.\"BuildId\", t.\"ImageId\" FROM (SELECT t.\"TimeGenerated\", t.\"DeviceId\", t.\"DeviceName\", t.\"BuildId\", t.\"AccountName\", t.\"ImageId\", (CASE WHEN json_type(nullif(json_extract(t.\"AdditionalFields\", '/Removals'), CAST('null' AS JSON))) = 'ARRAY' THEN nullif(json_extract(nullif(json_extract(t.\"AdditionalFields\", '/Removals'), CAST('null' AS JSON)), CAST(0 AS BIGINT)), CAST('null' AS JSON)) END) AS \"Removal\" FROM \"new\".\"ImageBuilds\" t WHERE (((CASE WHEN json_type(nullif(json_extract(t.\"AdditionalFields\", '/Removals'), CAST('null' AS JSON))) = 'ARRAY' THEN CAST(json_array_length(nullif(json_extract(t.\"AdditionalFields\", '/Removals'), CAST('null' AS JSON))) AS BIGINT) END) > CAST(0 AS BIGINT)) AND ((CASE WHEN json_type(t.\"RemoteAddresses\") = 'ARRAY' THEN CAST(json_array_length(t.\"RemoteAddresses\") AS BIGINT) END) > CAST(0 AS BIGINT))) AND ((t.\"State\" <> 'running') AND (t.\"RecognisedAs\" = ''))) t",
      "parameters": {},
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
        }
      ],
      "tables": [
        "ImageBuilds"
      ]
    },
    "guards": [
      {
        "table": "ImageBuilds",
        "clauses": [
          [
            {
              "column": "State",
              "path": [],
              "op": "out",
              "fold": false,
              "values": [
                "running"
              ]
            }
          ],
          [
            {
              "column": "RecognisedAs",
              "path": [],
              "op": "in",
              "fold": false,
              "values": [
                ""
              ]
            }
          ],
          [
            {
              "column": "AdditionalFields",
              "path": [
                "Removals"
              ],
              "op": "nonempty",
              "fold": false,
              "values": []
            }
          ],
          [
            {
              "column": "RemoteAddresses",
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
