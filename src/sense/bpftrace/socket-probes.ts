import {
  endsWith,
  equals,
  limited,
  line,
  openFile,
  type Probe,
  piece,
  process,
  u16,
  u32,
  u64,
  user16,
  user32,
  user64,
} from './language.js';
import type { Offsets } from './offsets.js';

export const family = { unix: 1, inet: 2, inet6: 10 } as const;
const { unix, inet, inet6 } = family;
/** Types of socket. */
const stream = 1;
const datagram = 2;
/** States of TCP, include/net/tcp_states.h. */
export const tcpState = {
  established: 1,
  synSent: 2,
  finWait2: 5,
  closed: 7,
  closeWait: 8,
  lastAck: 9,
  closing: 11,
} as const;
const tcp = tcpState;

/** How the sockets of engines usually end; those bound elsewhere by other daemons are seen all the same. */
const endings = ['/docker.sock', '/podman.sock', '/buildkitd.sock'];

/** Whether $path, of $length bytes, is an engine's. */
export function isEnginePath(sockets: string[]): string {
  return [
    ...endings.map((ending) => endsWith('$path', '$length', ending)),
    ...sockets.map((path) => equals('$path', '$length', path)),
  ].join(' ||\n              ');
}

/** Port 53 as it stands in memory, in the byte order of the network. */
export const dnsPort = 0x3500;

/** The highest of a process's marks, shared by all descriptors from its number on. */
export const lastBit = 63;

/** Sets $bit to a descriptor's bit in the marks of its process. */
export const descriptorBit = (descriptor: string): string => `
    $bit = ${descriptor};
    if ($bit > ${lastBit}) { $bit = (uint64)${lastBit}; }
    $bit = (uint64)1 << $bit;`;

/** Remembers that the process asks a name server through this descriptor, so that what it receives there is looked at. */
const markAsking = (descriptor: string): string => `${descriptorBit(descriptor)}
    @dns[(uint64)pid] = @dns[(uint64)pid] | $bit;`;

/** Family and both ends of an IP socket, the addresses as 16 bytes each. Needs $sock. */
export function ends(o: Offsets): { code: string; numbers: string[] } {
  const six =
    o.sockRemote6 === null || o.sockLocal6 === null
      ? ''
      : `
    if ($family == ${inet6}) {
      $remoteA = ${u64(`$sock + ${o.sockRemote6}`)};
      $remoteB = ${u64(`$sock + ${o.sockRemote6 + 8}`)};
      $localA = ${u64(`$sock + ${o.sockLocal6}`)};
      $localB = ${u64(`$sock + ${o.sockLocal6 + 8}`)};
    }`;
  return {
    code: `
    $family = ${u16(`$sock + ${o.sockFamily}`)};
    $remoteA = ${u32(`$sock + ${o.sockRemote4}`)};
    $remoteB = (uint64)0;
    $localA = ${u32(`$sock + ${o.sockLocal4}`)};
    $localB = (uint64)0;${six}`,
    numbers: [
      '$family',
      '$remoteA',
      '$remoteB',
      u16(`$sock + ${o.sockRemotePort}`),
      '$localA',
      '$localB',
      u16(`$sock + ${o.sockLocalPort}`),
    ],
  };
}

/** Sets $sock and $type for the socket behind a descriptor, $sock 0 when it is none. */
export function socketOf(o: Offsets, descriptor: string): string {
  return `
    $sock = (uint64)0;
    ${openFile(o, '$file', descriptor)}
    if ($file != 0) {
      $socket = ${u64(`$file + ${o.filePrivate}`)};
      $type = ${u16(`$socket + ${o.socketType}`)};
      $sock = ${u64(`$socket + ${o.socketSock}`)};
    }`;
}

export function socketProbes(o: Offsets, sockets: string[]): Probe[] {
  return [...tcpProbes(o), accepts(o), ...connectProbes(o, sockets), ...sendProbes(o)];
}

/**
 * Every TCP connection passes these states, also when it was asked for through io_uring: the first in the context of
 * the process, the outcome often in an interrupt. The address of the socket ties them together.
 */
function tcpProbes(o: Offsets): Probe[] {
  const who = process(o);
  const both = ends(o);
  return [
    {
      tracepoints: ['sock:inet_sock_set_state'],
      code: `
    if (args->newstate == ${tcp.synSent}) {${limited(
      'connect',
      `
      $now = nsecs;
      ${who.code}
      $sock = (uint64)args->skaddr;
      ${both.code}
      // An earlier connection's mark at the same place is overwritten; its owner counts it until that ends.
      @fresh[$sock] = (uint64)pid;
      @open[$sock] = (uint64)1;
      @silent[(uint64)pid] = @silent[(uint64)pid] + 1;
      ${line('C', ['$now', ...who.numbers, '$sock', ...both.numbers])}`,
    )}
    }
    if (args->oldstate == ${tcp.synSent} && (args->newstate == ${tcp.established} || args->newstate == ${tcp.closed})) {
      $sock = (uint64)args->skaddr;
      ${both.code}
      ${line('O', ['nsecs', '$sock', '(uint64)args->newstate', u32(`$sock + ${o.sockError}`), ...both.numbers])}
    }`,
    },
    closes(o),
  ];
}

/** The end of a connection that the process began, with how much was sent and received; an interrupt may bring it. */
function closes(o: Offsets): Probe {
  const { tcpSent, tcpSentAgain, tcpReceived } = o;
  const counts = [tcpSent, tcpSentAgain, tcpReceived].flatMap((offset) =>
    offset === null ? [] : [u64(`$sock + ${offset}`)],
  );
  return {
    tracepoints: ['sock:inet_sock_set_state'],
    when: `args->newstate == ${tcp.closed}`,
    code: `
    $sock = (uint64)args->skaddr;
    if (@open[$sock] != 0) {
      delete(@open[$sock]);
      if (args->oldstate != ${tcp.synSent}) {
        ${counts.length < 3 ? '' : line('Z', ['nsecs', '$sock', '(uint64)args->oldstate', ...counts])}
      }
    }`,
  };
}

function accepts(o: Offsets): Probe {
  const who = process(o);
  const both = ends(o);
  return {
    tracepoints: ['syscalls:sys_exit_accept4', 'syscalls:sys_exit_accept'],
    when: 'args->ret >= 0',
    code: `
    $t = (uint64)curtask;
    ${socketOf(o, '(uint64)args->ret')}
    if ($sock != 0 && $type == ${stream}) {
      ${both.code}
      if ($family == ${inet} || $family == ${inet6}) {${limited(
        'accept',
        `
        $now = nsecs;
        ${who.code}
        ${line('A', ['$now', ...who.numbers, ...both.numbers])}`,
      )}
      }
    }`,
  };
}

/** connect(2) on a Unix or datagram socket. An engine is known by the path that its listener is bound to. */
function connectProbes(o: Offsets, sockets: string[]): Probe[] {
  const who = process(o, false);
  const both = ends(o);
  const peer = u64(`$sock + ${o.unixPeer}`);
  const found = (map: string, then: string): string => `
    $t = (uint64)curtask;
    $descriptor = @${map}[tid];
    if ($descriptor != 0 && args->ret == 0) {
      $now = nsecs;
      ${socketOf(o, '($descriptor - 1)')}
      if ($sock != 0) {${then}
      }
    }
    delete(@${map}[tid]);`;
  return [
    {
      tracepoints: ['syscalls:sys_enter_connect'],
      code: `
    $family = ${user16('(uint64)args->uservaddr')};
    if ($family == ${unix}) { @unix[tid] = (uint64)args->fd + 1; }
    if ($family == ${inet} || $family == ${inet6}) {
      @inet[tid] = (uint64)args->fd + 1;
      $port = ${user16('(uint64)args->uservaddr + 2')};
      if ($port == ${dnsPort}) {${markAsking('(uint64)args->fd')}
      }
    }`,
    },
    {
      tracepoints: ['syscalls:sys_exit_connect'],
      code: found(
        'unix',
        `
        $family = ${u16(`$sock + ${o.sockFamily}`)};
        if ($family == ${unix} && $type == ${stream}) {
          $address = ${u64(`${peer} + ${o.unixAddress}`)};
          $path = $address + ${o.unixName + 2};
          $length = ${u32(`$address + ${o.unixLength}`)} - 3;
          if ($length < 108) {
            if (${isEnginePath(sockets)}) {${limited(
              'engine',
              `
              ${who.code}
              $server = ${peer};
              $listener = ${u32(`${u64(`$sock + ${o.sockPeerPid}`)} + ${o.pidNumbers}`)};
              ${line('D', ['$now', ...who.numbers, '$listener', '$server'], piece('kptr', '$path', '0', '$length'))}`,
            )}
            }
          }
        }`,
      ),
    },
    {
      tracepoints: ['syscalls:sys_exit_connect'],
      code: found(
        'inet',
        `
        ${both.code}
        if ($type == ${datagram} && ($family == ${inet} || $family == ${inet6})) {
          $port = ${u16(`$sock + ${o.sockRemotePort}`)};
          ${datagramLine(who, both.numbers)}
          ${askerLine(who)}
        }`,
      ),
    },
  ];
}

/** Tells of a datagram's destination, once in ten seconds for each process. */
function datagramLine(who: { code: string; numbers: string[] }, numbers: string[]): string {
  return `
          $to = ($remoteA * 1099511628211 + $remoteB) * 1099511628211 + $port;
          if ($port != 0 && @told[pid, $to] == 0) {
            @told[pid, $to] = 1;${limited(
              'datagram',
              `
            ${who.code}
            ${line('U', ['$now', ...who.numbers, ...numbers])}`,
            )}
          }`;
}

/** Tells whose socket it is that asks a name server: packets tell their sockets alone. */
function askerLine(who: { code: string; numbers: string[] }): string {
  return `
          if ($port == ${dnsPort}) {${limited(
            'lookup',
            `
            ${who.code}
            ${line('V', ['$now', ...who.numbers, '$sock'])}`,
          )}
          }`;
}

/** Datagrams sent to an address without connect. Only the first of a batch (sendmmsg) is looked at. */
function sendProbes(o: Offsets): Probe[] {
  const who = process(o);
  const both = ends(o);
  const numbers = both.numbers.map((number, index) => (index === 3 ? '$port' : number));
  const send = (call: string, address: string, when?: string): Probe => ({
    tracepoints: [`syscalls:sys_enter_${call}`],
    ...(when === undefined ? {} : { when }),
    code: `
    $name = ${address};
    if ($name != 0) {
      $asked = ${user16('$name')};
      if ($asked == ${inet} || $asked == ${inet6}) {
        $now = nsecs;
        $t = (uint64)curtask;
        ${socketOf(o, '(uint64)args->fd')}
        if ($sock != 0 && $type == ${datagram}) {
          ${both.code}
          $port = ${user16('$name + 2')};
          if ($asked == ${inet}) {
            $family = (uint64)${inet};
            $remoteA = ${user32('$name + 4')};
            $remoteB = (uint64)0;
          } else {
            $remoteA = ${user64('$name + 8')};
            $remoteB = ${user64('$name + 16')};
          }
          if ($port == ${dnsPort}) {${markAsking('(uint64)args->fd')}
          }
          ${datagramLine(who, numbers)}
          ${askerLine(who)}
        }
      }
    }`,
  });
  return [
    send('sendto', '(uint64)args->addr', 'args->addr != 0'),
    send('sendmsg', user64('(uint64)args->msg')),
    send('sendmmsg', user64('(uint64)args->mmsg')),
  ];
}
