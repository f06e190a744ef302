import type { Call, Program, Programs } from '../shell/program.js';
import { isKnown, withoutTokens } from '../shell/tokens.js';

// PowerShell and cmd are not parsed: what is looked for has one shape.

const fetches =
  /\b(?:DownloadString|DownloadFile|DownloadData|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|Start-BitsTransfer|curl(?:\.exe)?|wget|bitsadmin|certutil\b[^;&|]*-urlcache)\b/i;
const runs = /\b(?:iex|Invoke-Expression)\b|\|\s*(?:powershell|pwsh|cmd)\b/i;

const powershell: Program = (call) => {
  const { args, stdin, machine } = call;
  const [file] = args;
  const text =
    args.length === 1 && file?.startsWith('/dev/fd/') ? machine.read(file)?.text : undefined;
  const encoded = args.findIndex((arg) => /^-e(?:nc|ncodedcommand)?$/i.test(arg));
  const given = encoded < 0 ? undefined : args[encoded + 1];
  if (given !== undefined && isKnown(given)) {
    const plain = withoutTokens(Buffer.from(given, 'base64').toString('utf16le'));
    machine.act({ kind: 'decode', how: 'base64', text: plain, by: call.name });
    look(call, plain);
  }
  look(call, text ?? stdin ?? args.join(' '));
  return undefined;
};

function look({ machine, name }: Call, text: string): void {
  const part = text.slice(0, 131_072);
  if (!fetches.test(part)) return;
  const urls = [...part.matchAll(/\b(?:https?|ftp):\/\/[^\s"'`;)>]+/gi)]
    .map(([url]) => url)
    .slice(0, 20);
  const isUnchecked = /SkipCertificateCheck|ServerCertificateValidationCallback/i.test(part);
  for (const url of urls.length > 0 ? urls : ['${URL}']) {
    const token = machine.fetch({ tool: name, urls: [url], isUnchecked });
    if (runs.test(part))
      machine.act({
        kind: 'run',
        downloads: machine.record.downloads.in(token),
        isVerified: /Get-FileHash/i.test(part),
        manner: 'text',
        by: name,
      });
  }
}

export const windowsShells: Programs = { powershell, pwsh: powershell, cmd: powershell };
