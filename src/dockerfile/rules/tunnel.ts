import { dictionary } from '../../model/dictionary.js';
import type { Command } from '../act.js';
import { actRule, eitherRule } from '../rule.js';

/** Programs that make a tunnel, and the arguments with which they do. */
const clients: Record<string, RegExp> = dictionary({
  ngrok: /^(?:http|tcp|tls|start|tunnel)$/,
  frpc: /./,
  frps: /./,
  gost: /^-[LFC]/,
  chisel: /^(?:client|server)$/,
  cloudflared: /^(?:tunnel|access)$/,
  rathole: /./,
  bore: /^(?:local|server)$/,
  npc: /^-server/,
  lt: /^(?:--port|-p)/,
  localtunnel: /^(?:--port|-p)/,
  'gs-netcat': /./,
  tailscale: /^up$/,
  'pagekite.py': /./,
  iodine: /./,
  iodined: /./,
  dnscat: /./,
  dnscat2: /./,
  revsocks: /./,
  sshuttle: /./,
  ssh: /^-[a-zA-Z]*[RD]/,
  autossh: /^-[a-zA-Z]*[RD]/,
});

const projects =
  /(?:github\.com\/(?:fatedier\/frp|ginuerzh\/gost|go-gost\/gost|jpillora\/chisel|cloudflare\/cloudflared|ekzhang\/bore|rapiz1\/rathole|ehang-io\/nps|nicocha30\/ligolo-ng|hackerschoice\/gsocket|iagox86\/dnscat2|yarrick\/iodine|kost\/revsocks|sysdream\/ligolo|rofl0r\/microsocks|Dliv3\/Venom)(?:\/|\.git|$))|(?:^|\.|\/\/)(?:bin\.equinox\.io\/\S*ngrok|bin\.ngrok\.com|ngrok-agent\.s3\S*|gsocket\.io)/i;

export const tunnel = eitherRule(
  {
    id: 'tunnel',
    severity: 'High',
    message: 'It brings or runs a program that opens a way into the network from outside.',
    why: 'A tunnel reaches out from the build host and lets others in, past every rule for incoming traffic.',
    instead: 'Remove it; publish ports, or use the platform’s own way to reach a container.',
    techniques: ['T1572', 'T1090'],
  },
  (about) =>
    actRule(about, 'command', (act, { name: instruction }) => {
      if (!opens(act)) return false;
      const message = `${act.name} opens a way into the network from outside.`;
      // An image that is made for it starts with it: a build has no use for it.
      return instruction === 'RUN' ? { message } : { severity: 'Medium', message };
    }),
  (about) =>
    actRule(
      about,
      'fetch',
      ({ download }) =>
        download.urls.some((url) => projects.test(url)) && {
          severity: 'Medium',
          message: 'It fetches a program that opens a way into the network from outside.',
        },
    ),
  (about) =>
    actRule(
      about,
      'write',
      ({ path, text }) =>
        server.test(text) &&
        forwards.test(text) && {
          severity: 'Medium',
          message: `${path} sets a program up that opens a way into the network from outside.`,
        },
    ),
);

/** A setting of frp: the server outside, and what it lets in to. */
const server = /^[ \t]*server_?addr\s*=/im;
const forwards = /^[ \t]*local_?port\s*=|^[ \t]*\[\[?(?:proxies|ssh|tcp)\b/im;

/** Arguments that tell a tunnel whatever its program is called. */
function isTunnel(args: readonly string[]): boolean {
  const [first, ...rest] = args;
  if (first === 'tunnel') return rest.some((arg) => /^--(?:url|token)(?:=|$)/.test(arg));
  return first === 'client' && rest.some((arg) => /^R:(?:socks|\d|[\w.-]+:\d)/.test(arg));
}

function opens({ name, args }: Command): boolean {
  const pattern = clients[name];
  if (isTunnel(args)) return true;
  if (!pattern || args.some((arg) => /^(?:--?version|-v|-V|--?help|-h)$/.test(arg))) return false;
  return args.some((arg) => pattern.test(arg));
}
