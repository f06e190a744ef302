const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;

/** A Dockerfile's text with values removed that are given to names that speak of secrets. */
export function redactDockerfile(text: string): string {
  return text.replace(
    /^(\s*(?:ARG|ENV)\s+)(\w+)([=\s])[^\n]*$/gim,
    (line: string, instruction: string, name: string, separator: string) =>
      secretName.test(name) ? `${instruction}${name}${separator}***` : line,
  );
}
