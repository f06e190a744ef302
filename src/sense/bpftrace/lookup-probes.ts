import {
  chunkBytes,
  limited,
  line,
  openFile,
  type Probe,
  piece,
  process,
  u8,
  u16,
  u32,
  u64,
  user16,
  user32,
  user64,
} from './language.js';
import type { Offsets } from './offsets.js';
import { descriptorBit, dnsPort, ends, family, lastBit } from './socket-probes.js';

/** Bytes of an answer that are printed: as many as resolvers ask for at most (EDNS: 1,232), and some more. */
const maxAnswerBytes = 2048;

/** S_IFMT and S_IFSOCK, include/uapi/linux/stat.h. */
const fileType = { mask: 0xf000, socket: 0xc000 };

/** Sets $sock and $type for the socket behind a descriptor that may be anything; 0 when it is no IP socket. Needs $t. */
export function ipSocketOf(o: Offsets, descriptor: string): string {
  return `
    $sock = (uint64)0;
    $family = (uint64)0;
    ${openFile(o, '$file', descriptor)}
    if ($file != 0) {
      $inode = ${u64(`$file + ${o.fileInode}`)};
      if ((${u16(`$inode + ${o.inodeMode}`)} & ${fileType.mask}) == ${fileType.socket}) {
        $socket = ${u64(`$file + ${o.filePrivate}`)};
        $type = ${u16(`$socket + ${o.socketType}`)};
        $sock = ${u64(`$socket + ${o.socketSock}`)};
        $family = ${u16(`$sock + ${o.sockFamily}`)};
        if ($family != ${family.inet} && $family != ${family.inet6}) { $sock = (uint64)0; }
      }
    }`;
}

/** What name servers answer, as the process that asked receives it: no translation of addresses stands between. */
export function lookupProbes(o: Offsets): Probe[] {
  return [
    ...receiving(),
    received(o, ['recvfrom', 'recvmsg']),
    received(o, ['read']),
    asked(o),
    ending(o),
  ];
}

/** Calls that receive, and where they find the buffer, its size and the sender's address. */
const plainCalls = [
  { call: 'recvfrom', buffer: 'args->ubuf', size: 'args->size', from: 'args->addr' },
  { call: 'read', buffer: 'args->buf', size: 'args->count', from: '0' },
];

function receiving(): Probe[] {
  const mark = (call: string, code: string): Probe => ({
    tracepoints: [`syscalls:sys_enter_${call}`],
    when: '@dns[(uint64)pid] != 0',
    code: `${descriptorBit('(uint64)args->fd')}
    if ((@dns[(uint64)pid] & $bit) != 0) {${code}
      @heardFd[tid] = (uint64)args->fd + 1;
    }`,
  });
  return [
    ...plainCalls.map(({ call, buffer, size, from }) =>
      mark(
        call,
        `
      @heard[tid] = (uint64)${buffer};
      @heardSize[tid] = (uint64)${size};
      @heardFrom[tid] = (uint64)${from};`,
      ),
    ),
    // struct user_msghdr: name, its length, vector of buffers, how many.
    mark(
      'recvmsg',
      `
      $message = (uint64)args->msg;
      $vector = ${user64('$message + 16')};
      @heard[tid] = ${user64('$vector')};
      @heardSize[tid] = ${user64('$vector + 8')};
      @heardFrom[tid] = ${user64('$message')};`,
    ),
  ];
}

function received(o: Offsets, calls: string[]): Probe {
  const who = process(o, false);
  const both = ends(o);
  const numbers = both.numbers.map((number, index) => (index === 3 ? '$port' : number));
  return {
    tracepoints: calls.map((call) => `syscalls:sys_exit_${call}`),
    when: '@heardFd[tid] != 0',
    code: `
    $now = nsecs;
    $t = (uint64)curtask;
    $descriptor = @heardFd[tid] - 1;
    ${ipSocketOf(o, '$descriptor')}
    $port = (uint64)0;
    if ($sock != 0) {
      ${both.code}
      $port = ${u16(`$sock + ${o.sockRemotePort}`)};
      $name = @heardFrom[tid];
      if ($port == 0 && $name != 0) {
        $asked = ${user16('$name')};
        $port = ${user16('$name + 2')};
        if ($asked == ${family.inet}) {
          $family = (uint64)${family.inet};
          $remoteA = ${user32('$name + 4')};
          $remoteB = (uint64)0;
        } else {
          $remoteA = ${user64('$name + 8')};
          $remoteB = ${user64('$name + 16')};
        }
      }
    }
    if ($port == ${dnsPort}) {
      if (args->ret > 12) {
      $size = (uint64)args->ret;
      if ($size > @heardSize[tid]) { $size = @heardSize[tid]; }
      if ($size > ${maxAnswerBytes}) { $size = (uint64)${maxAnswerBytes}; }
      $buffer = @heard[tid];${limited(
        'lookup',
        `
      ${who.code}
      ${line('N', ['$now', ...who.numbers, '$sock', '$type', '$size', ...numbers])}
      $i = (uint64)0;
      while ($i < ${maxAnswerBytes / chunkBytes}) {
        $at = $i * ${chunkBytes};
        if ($at >= $size) { break; }
        ${line('d', ['$now', '$sock', '$i'], piece('uptr', '$buffer', '$at', '$size'))}
        $i = $i + 1;
      }`,
      )}
      }
    } else {
      // The descriptor stands for something else by now.
      if (($sock == 0 || $port != 0) && $descriptor < ${lastBit}) {${descriptorBit('$descriptor')}
        $marks = @dns[(uint64)pid] & (0xffffffffffffffff ^ $bit);
        if ($marks == 0) { delete(@dns[(uint64)pid]); } else { @dns[(uint64)pid] = $marks; }
      }
    }
    delete(@heard[tid]);
    delete(@heardFd[tid]);
    delete(@heardSize[tid]);
    delete(@heardFrom[tid]);`,
  };
}

/** Bytes of a question: the longest name has 255, and what stands around it fits. */
const maxQuestionBytes = 3 * chunkBytes;
/** Packets of questions are no longer than this, with all headers; others are not looked into. */
const maxPacketBytes = 1500;
const protocolUdp = 17;

/**
 * Questions, as they leave the network stack of who asks, whatever call sent them. The packet tells its socket; whose
 * that is was told when it was connected or sent to. What runs at this moment mostly is who asked, and not where the
 * packet had to wait.
 */
function asked(o: Offsets): Probe {
  const who = process(o, false);
  return {
    tracepoints: ['net:net_dev_queue'],
    when: `args->len < ${maxPacketBytes}`,
    code: `
    $skb = (uint64)args->skbaddr;
    $ip = ${u64(`$skb + ${o.packetHead}`)} + ${u16(`$skb + ${o.packetNetwork}`)};
    $first = ${u8('$ip')};
    $udp = (uint64)0;
    $family = (uint64)0;
    if (($first >> 4) == 4) {
      if (${u8('$ip + 9')} == ${protocolUdp}) {
        $udp = $ip + ($first & 15) * 4;
        $family = (uint64)${family.inet};
        $localA = ${u32('$ip + 12')};
        $remoteA = ${u32('$ip + 16')};
      }
    }
    if (($first >> 4) == 6) {
      if (${u8('$ip + 6')} == ${protocolUdp}) {
        $udp = $ip + 40;
        $family = (uint64)${family.inet6};
        $localA = ${u64('$ip + 8')};
        $localB = ${u64('$ip + 16')};
        $remoteA = ${u64('$ip + 24')};
        $remoteB = ${u64('$ip + 32')};
      }
    }
    if ($udp != 0) {
      $port = ${u16('$udp + 2')};
      $sock = ${u64(`$skb + ${o.packetSock}`)};
      $size = (${u8('$udp + 4')} << 8) + ${u8('$udp + 5')};
      if ($port == ${dnsPort} && $sock != 0 && $size > 20) {${limited(
        'lookup',
        `
        $now = nsecs;
        $size = $size - 8;
        if ($size > ${maxQuestionBytes}) { $size = (uint64)${maxQuestionBytes}; }
        $buffer = $udp + 8;
        ${who.code}
        ${line('M', [
          '$now',
          ...who.numbers,
          '$sock',
          '$size',
          '$family',
          '$remoteA',
          '$remoteB',
          '$port',
          '$localA',
          '$localB',
          `(${u8('$udp')} << 8) + ${u8('$udp + 1')}`,
        ])}
        $i = (uint64)0;
        while ($i < ${maxQuestionBytes / chunkBytes}) {
          $at = $i * ${chunkBytes};
          if ($at >= $size) { break; }
          ${line('m', ['$now', '$sock', '$i'], piece('kptr', '$buffer', '$at', '$size'))}
          $i = $i + 1;
        }`,
      )}
      }
    }`,
  };
}

/** Process ids are used again. */
function ending(o: Offsets): Probe {
  return {
    tracepoints: ['sched:sched_process_exit'],
    when: '@dns[(uint64)pid] != 0',
    code: `
    $t = (uint64)curtask;
    if (${u32(`${u64(`$t + ${o.taskSignal}`)} + ${o.signalLive}`)} == 0) { delete(@dns[(uint64)pid]); }`,
  };
}
