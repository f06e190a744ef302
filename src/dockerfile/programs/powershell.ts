import type { Call, Program, Programs } from '../shell/program.js';
import { isKnown, withoutTokens } from '../shell/tokens.js';
import { kindOfUrl } from '../source.js';

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
  if (given !== undefined && isKnown(given)) decode(call, given);
  const script = text ?? stdin ?? args.join(' ');
  for (const [, each = ''] of script.matchAll(
    /\b(?:powershell|pwsh)(?:\.exe)?\b[^\n;&|]{0,500}?\s-e(?:c|nc|ncodedcommand)?\s+["']?([A-Za-z0-9+/=]{16,})/gi,
  ))
    decode(call, each);
  look(call, script);
  return undefined;
};

function decode(call: Call, given: string): void {
  const plain = withoutTokens(Buffer.from(given, 'base64').toString('utf16le'));
  call.machine.act({ kind: 'decode', how: 'base64', text: plain, by: call.name });
  look(call, plain);
}

function look({ machine, name }: Call, text: string): void {
  const part = text.slice(0, 131_072);
  if (!fetches.test(part)) return;
  const urls = [...part.matchAll(/\b(?:https?|ftp):\/\/[^\s"'`;)>]+/gi)]
    .map(([url]) => url)
    .slice(0, 20);
  const isUnchecked = /SkipCertificateCheck|ServerCertificateValidationCallback/i.test(part);
  for (const url of urls.length > 0 ? urls : ['${URL}']) {
    const token = machine.fetch({ tool: name, urls: [url], isUnchecked });
    const downloads = machine.record.downloads.in(token);
    const isVerified = /Get-FileHash/i.test(part);
    if (runs.test(part))
      machine.act({ kind: 'run', downloads, isVerified, manner: 'text', by: name });
    else if (kindOfUrl(url) !== 'named' && starts(part, url))
      machine.act({ kind: 'executable', downloads, isVerified, path: '' });
  }
}

/** Whether what a URL gave is started behind it. */
function starts(text: string, url: string): boolean {
  const rest = text.slice(text.indexOf(url) + url.length);
  const saved = /^["')]*(?:\s*,)?\s*(?:-o(?:utfile)?\s+)?["']?([\w.:\\/-]+)/i.exec(rest)?.[1] ?? '';
  return [url, saved].some((path) => {
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    if (!/^.+\.(?:exe|msi|ps1|bat|cmd)$/is.test(name)) return false;
    const started = new RegExp(
      `(?:[;&|\\n]|\\b(?:Start-Process|msiexec)\\b[^;&|]{0,200}?)\\s*["']?(?:[\\w.:-]*[\\\\/])*${escaped(name)}`,
      'i',
    );
    return started.test(rest);
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const windowsShells: Programs = { powershell, pwsh: powershell, cmd: powershell };
