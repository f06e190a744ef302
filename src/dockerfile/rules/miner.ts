import { type Hit, wholeRule } from '../rule.js';
import { wordsIn } from '../words.js';

const names =
  /(?:^|[/_\-\s:@])(?:xmrig(?:-\w+|cc|daemon)?|xmr-?stak\w*|minerd|cpuminer\w*|ccminer|cgminer|bfgminer|ethminer|phoenixminer|nbminer|lolminer|gminer|teamredminer|srbminer(?:-multi)?|nanominer|wildrig\w*|hellminer|astrominer|dero-?miner|kdevtmpfsi|kinsing|claymore\w*|nheqminer|randomx-?miner|monero-?miner|crypto-?miner|verusminer|minergate\w*|t-rex-miner|bzminer|rigel-miner|pool-?miner)(?=$|[/_\-\s.:@])/i;
const pools =
  /\b(?:[\w-]{1,63}\.){0,8}(?:supportxmr\.com|minexmr\.com|nanopool\.org|2miners\.com|c3pool\.\w+|hashvault\.pro|moneroocean\.stream|f2pool\.com|unmineable\.com|herominers\.com|nicehash\.com|ethermine\.org|flexpool\.io|dwarfpool\.com|minergate\.com|xmrpool\.\w+|zergpool\.com|prohashing\.com|miningpoolhub\.com|viabtc\.com|antpool\.com|luckpool\.net|woolypooly\.com|crypto-pool\.fr|monerohash\.com|xmr\.pt|minepool\.\w+|skypool\.\w+|kryptex\.network|gulf\.moneroocean\.\w+)\b/i;
const protocol = /\bstratum[12]?\+(?:tcp|ssl|tls|udp)\w*:\/\//i;
/** Options that no other kind of program has. */
const options =
  /--(?:donate-level|donate-over-proxy|randomx-\w+|cpu-max-threads-hint|rig-id|nicehash|coin)\b|(?:^|\s)(?:-a|--algo)[= ](?:rx\/|cn\/|cn-|randomx|cryptonight|argon2\/chukwa|ghostrider|kawpow|ethash|yespower)/i;
/** A Monero address. */
const wallet = /(?:^|[^A-Za-z0-9])[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?:$|[^A-Za-z0-9])/;

/** Model specific registers that turn prefetching off, which helps nothing but RandomX. */
const isPrefetch = (arg: string): boolean => /^(?:0x1a4|0xc001102[012b])$/i.test(arg);

export const miner = wholeRule(
  {
    id: 'miner',
    severity: 'Critical',
    message: 'It brings or runs a program that mines cryptocurrency.',
    why: 'Somebody else’s computing power is what most attackers on container hosts are after.',
    instead: 'Remove it. If nobody here put it in, treat the host that built it as compromised.',
    techniques: ['T1496'],
  },
  (analysis) => {
    const found: Hit[] = [];
    for (const { kind, text, ...place } of wordsIn(analysis)) {
      const part = text.slice(0, 65_536);
      const what = protocol.test(part)
        ? 'a mining pool’s protocol'
        : pools.test(part)
          ? 'a mining pool'
          : wallet.test(part)
            ? 'a wallet’s address'
            : (kind === 'argument' || kind === 'content') && options.test(part)
              ? 'a miner’s options'
              : kind !== 'content' && names.test(part)
                ? 'a miner by its name'
                : undefined;
      if (what) found.push({ ...place, message: `It names ${what}.` });
    }
    for (const act of analysis.acts) {
      if (act.kind !== 'command' || act.name !== 'wrmsr' || !act.args.some(isPrefetch)) continue;
      const { line, column, instruction } = act;
      const message = 'It sets the processor up as miners do.';
      found.push({ line, column, instruction, severity: 'High' as const, message });
    }
    return found;
  },
);
