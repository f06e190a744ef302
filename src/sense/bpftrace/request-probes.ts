import {
  begins,
  chunkBytes,
  limits,
  line,
  openFile,
  type Probe,
  piece,
  task,
  u16,
  u32,
  u64,
  user8,
  user64,
  word,
} from './language.js';
import type { Offsets } from './offsets.js';
import { ends, family, socketOf } from './socket-probes.js';

/** S_IFMT and S_IFSOCK, include/uapi/linux/stat.h. */
const fileType = { mask: 0xf000, socket: 0xc000 };

/**
 * Go's HTTP server reads through a buffer of this size: what begins a request never comes in a larger read, those are
 * bodies and what follows an upgrade.
 */
export const serverBuffer = 4096;

/** Of a large read so early in a connection the beginning is printed too: a context's first files may be in it. */
const largeUntil = 8192;

/** Bits of a stream's position: it was seen from its first byte; what follows is TLS. */
export const streamFlag = { fromStart: 0x4000000000000000n, tls: 0x2000000000000000n };
const hex = (value: bigint): string => `0x${value.toString(16)}`;
const positionMask = hex(0x1fffffffffffffffn);

/** First byte of a TLS handshake record. */
const tlsHandshake = 0x16;

/** Ports set apart for Docker's API, in the clear and with TLS. */
const enginePorts = [2375, 2376];

/** What serves an engine's API over a network as well, by the kernel's short name of its first thread. */
export const engineComms = ['dockerd', 'podman'];

/** Engines that ran before: their process ids, and the TCP ports that are listened on where they run. */
export interface RunningEngines {
  pids: number[];
  ports: number[];
}

/** At the script's begin. A map has a type from its first assignment on: number 0 gives it one where no engine runs. */
export function knownEngines({ pids, ports }: RunningEngines): string {
  return [
    '@api[(uint64)0] = (uint64)0; @port[(uint64)0] = (uint64)0;',
    ...pids.map((pid) => `@api[(uint64)${pid}] = (uint64)1;`),
    ...ports.map((port) => `@port[(uint64)${port}] = (uint64)1;`),
  ].join(' ');
}

/**
 * What engines read from their clients. A process is one that accepted a connection on a socket bound to an engine's
 * path, on an engine's port, or under an engine's name. `ours` are the processes whose requests are not told.
 */
export function requestProbes(o: Offsets, isEnginePath: string, ours: number[]): Probe[] {
  return [marking(o, isEnginePath), entering(), ...reading(o, ours), closing(o), ending(o)];
}

function marking(o: Offsets, isEnginePath: string): Probe {
  const isNamed = engineComms.map((name) => {
    const { value, mask } = word(`${name}\0`);
    return `($comm & ${mask}) == ${value}`;
  });
  return {
    tracepoints: ['syscalls:sys_exit_accept4', 'syscalls:sys_exit_accept'],
    when: 'args->ret >= 0',
    code: `
    ${task(o)}
    ${socketOf(o, '(uint64)args->ret')}
    if ($sock != 0) {
      $process = (uint64)pid;
      $family = ${u16(`$sock + ${o.sockFamily}`)};
      $comm = ${u64(`$leader + ${o.taskComm}`)};
      $isEngine = @api[$process];
      if (${isNamed.join(' || ')}) { $isEngine = (uint64)1; }
      if ($family == ${family.unix}) {
        $address = ${u64(`$sock + ${o.unixAddress}`)};
        $path = $address + ${o.unixName + 2};
        $length = (uint64)0;
        if ($address != 0) { $length = ${u32(`$address + ${o.unixLength}`)} - 3; }
        if ($length < 108) {
          if (${isEnginePath}) { $isEngine = (uint64)1; }
        }
      }
      if ($family == ${family.inet} || $family == ${family.inet6}) {
        $local = ${u16(`$sock + ${o.sockLocalPort}`)};
        if (${enginePorts.map((port) => `$local == ${port}`).join(' || ')}) { $isEngine = (uint64)1; }
        if ($isEngine != 0) { @port[$local] = (uint64)1; }
      }
      if ($isEngine != 0) {
        @api[$process] = (uint64)1;
        @position[$sock] = (uint64)${hex(streamFlag.fromStart)};
      }
    }`,
  };
}

function entering(): Probe {
  return {
    tracepoints: ['syscalls:sys_enter_read'],
    when: '@api[(uint64)pid] != 0',
    code: `
    @buffer[tid] = (uint64)args->buf;
    @asked[tid] = ((uint64)args->fd << 32) | ((uint64)args->count & 0xffffffff);`,
  };
}

/** Told once: what the socket is bound to, by the number that stands for it. */
const boundPath = (o: Offsets): string => `
        $bound = ${u64(`$sock + ${o.unixAddress}`)};
        if ($bound != 0 && @named[$bound] == 0) {
          @named[$bound] = 1;
          $length = ${u32(`$bound + ${o.unixLength}`)} - 3;
          $text = $bound + ${o.unixName + 2};
          if ($length < 108) { ${line('L', ['$bound'], piece('kptr', '$text', '0', '$length'))} }
        }`;

/**
 * Where a chunk begins with at least four digits, all of the read belongs to it: its size is all that matters. Docker's
 * own client sends a context so, and it can be large.
 */
const skippingChunks = `
          if ($size > 16 && ($begin & 0xffff) == 0x0a0d && (($begin >> 16) & 0xff) > 0x30
              && (($begin >> 24) & 0xff) >= 0x30 && (($begin >> 32) & 0xff) >= 0x30 && (($begin >> 40) & 0xff) >= 0x30) {
            $shown = (uint64)16;
          }`;

/**
 * Whether a request may begin here. While it waits for one, Go's server reads a single byte ahead, and the rest into a
 * buffer that has room for one byte less.
 */
const mayBegin = `
          $begins = (uint64)0;
          if (($position & ${positionMask}) == 0 || $wanted == 1 || $wanted == ${serverBuffer - 1}) { $begins = (uint64)1; }
          if (${['GET ', 'HEAD', 'POST', 'PUT ', 'DELE', 'PATC', 'OPTI', 'PRI '].map((method) => begins('$begin', method)).join(' || ')}) { $begins = (uint64)1; }`;

/** Whether the file in $file is one. */
const isSocket = (o: Offsets): string =>
  `(${u16(`${u64(`$file + ${o.fileInode}`)} + ${o.inodeMode}`)} & ${fileType.mask}) == ${fileType.socket}`;

function reading(o: Offsets, ours: number[]): Probe[] {
  const both = ends(o);
  const notOurs = ours.map((pid) => `$peer != ${pid}`).join(' && ');
  const found = (then: string): string => `
    $t = (uint64)curtask;
    $process = (uint64)pid;
    $buffer = @buffer[tid];
    $wanted = @asked[tid] & 0xffffffff;
    $size = (uint64)args->ret;
    ${openFile(o, '$file', '(@asked[tid] >> 32)')}
    if ($file != 0) {
      if (${isSocket(o)}) {
        $inode = ${u64(`$file + ${o.fileInode}`)};
        $socket = ${u64(`$file + ${o.filePrivate}`)};
        $sock = ${u64(`$socket + ${o.socketSock}`)};${then}
      }
    }`;
  return [
    {
      tracepoints: ['syscalls:sys_exit_read'],
      when: '@buffer[tid] != 0 && args->ret > 0',
      code: found(`
        $now = nsecs;
        $leader = ${u64(`$t + ${o.taskLeader}`)};
        $family = ${u16(`$sock + ${o.sockFamily}`)};
        $isServer = (uint64)0;
        $peer = (uint64)0;
        $uid = (uint64)0;
        $client = (uint64)0;
        $bound = (uint64)0;
        if ($family == ${family.unix}) {
          ${boundPath(o)}
          if ($bound != 0) { $isServer = (uint64)1; }
          $peer = ${u32(`${u64(`$sock + ${o.sockPeerPid}`)} + ${o.pidNumbers}`)};
          $uid = ${u32(`${u64(`$sock + ${o.sockPeerCred}`)} + ${o.credEuid}`)};
          $client = $peer;
        }
        if ($family == ${family.inet} || $family == ${family.inet6}) {
          $local = ${u16(`$sock + ${o.sockLocalPort}`)};
          if (@port[$local] != 0) { $isServer = (uint64)1; }
          ${both.code}
          $client = ($remoteA * 1099511628211 + $remoteB) | ${hex(1n << 63n)};
        }
        $position = @position[$sock];
        $first = ${user8('$buffer')};
        $isTls = $position & ${hex(streamFlag.tls)};
        if (($position & ${positionMask}) == 0 && $position != 0 && $first == ${tlsHandshake}) {
          @position[$sock] = $position | ${hex(streamFlag.tls)};
        }
        $isLarge = (uint64)0;
        if ($wanted > ${serverBuffer} && ($position & ${positionMask}) > ${largeUntil}) { $isLarge = (uint64)1; }
        @shown[tid] = (uint64)0;
        if ($isServer != 0 && $isTls == 0 && $isLarge == 0${notOurs === '' ? '' : ` && ${notOurs}`}) {
          $shown = $size;
          if ($shown > ${serverBuffer}) { $shown = (uint64)${serverBuffer}; }
          $begin = ${user64('$buffer')};
          ${skippingChunks}
          ${mayBegin}
          @share[$client, $begins] = @share[$client, $begins] + 1 + $shown / ${chunkBytes};
          if (@share[$client, $begins] <= ${limits.request.perSecond}) {
            @shown[tid] = $shown;
            ${line('S', [
              '$now',
              '$process',
              u64(`$leader + ${o.taskStart}`),
              '$sock',
              u64(`$inode + ${o.inodeNumber}`),
              '$position',
              '$size',
              '$shown',
              '$wanted',
              '$bound',
              '$peer',
              '$uid',
              ...both.numbers,
            ])}
          } else { @over${limits.request.slot} = @over${limits.request.slot} + $begins; }
        }`),
    },
    {
      tracepoints: ['syscalls:sys_exit_read'],
      when: '@buffer[tid] != 0',
      code: `
    if (args->ret > 0) {${found(`
        $position = @position[$sock];
        $shown = @shown[tid];
        $number = ${u64(`$inode + ${o.inodeNumber}`)};
        $i = (uint64)0;
        while ($i < ${serverBuffer / chunkBytes}) {
          $at = $i * ${chunkBytes};
          if ($at >= $shown) { break; }
          ${line('s', ['$number', '$position', '$i'], piece('uptr', '$buffer', '$at', '$shown'))}
          $i = $i + 1;
        }
        @position[$sock] = $position + $size;`)}
    }
    delete(@buffer[tid]);
    delete(@asked[tid]);
    delete(@shown[tid]);`,
    },
  ];
}

/** A socket that is closed makes room for another's position. */
function closing(o: Offsets): Probe {
  return {
    tracepoints: ['syscalls:sys_enter_close'],
    when: '@api[(uint64)pid] != 0',
    code: `
    $t = (uint64)curtask;
    ${openFile(o, '$file', '(uint64)args->fd')}
    if ($file != 0) {
      if (${isSocket(o)}) { delete(@position[${u64(`${u64(`$file + ${o.filePrivate}`)} + ${o.socketSock}`)}]); }
    }`,
  };
}

/** Process ids are used again. */
function ending(o: Offsets): Probe {
  return {
    tracepoints: ['sched:sched_process_exit'],
    when: '@api[(uint64)pid] != 0',
    code: `
    $t = (uint64)curtask;
    if (${u32(`${u64(`$t + ${o.taskSignal}`)} + ${o.signalLive}`)} == 0) { delete(@api[(uint64)pid]); }`,
  };
}
