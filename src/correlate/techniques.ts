import { dictionary } from '../model/dictionary.js';

/** The tactic of each technique that evidence names, as in ATT&CK for containers and Linux. */
const tactics: Record<string, string[]> = dictionary({
  T1612: ['DefenseEvasion'],
  T1609: ['Execution'],
  T1610: ['DefenseEvasion', 'Execution'],
  T1611: ['PrivilegeEscalation'],
  T1204: ['Execution'],
  T1105: ['CommandAndControl'],
  T1571: ['CommandAndControl'],
  T1027: ['DefenseEvasion'],
  T1140: ['DefenseEvasion'],
  T1059: ['Execution'],
  T1133: ['InitialAccess'],
  T1190: ['InitialAccess'],
  T1613: ['Discovery'],
  T1070: ['DefenseEvasion'],
  T1552: ['CredentialAccess'],
  T1036: ['DefenseEvasion'],
  T1041: ['Exfiltration'],
  T1046: ['Discovery'],
  T1048: ['Exfiltration'],
  T1053: ['Execution', 'Persistence', 'PrivilegeEscalation'],
  T1090: ['CommandAndControl'],
  T1098: ['Persistence', 'PrivilegeEscalation'],
  T1496: ['Impact'],
  T1525: ['Persistence'],
  T1546: ['Persistence'],
  T1548: ['PrivilegeEscalation'],
  T1557: ['CredentialAccess'],
  T1572: ['CommandAndControl'],
  T1574: ['Persistence', 'DefenseEvasion'],
  T1595: ['Reconnaissance'],
  T1071: ['CommandAndControl'],
});

export function tacticsOf(techniques: string[]): string[] {
  return [...new Set(techniques.flatMap((id) => tactics[id.replace(/\..*/s, '')] ?? []))];
}
