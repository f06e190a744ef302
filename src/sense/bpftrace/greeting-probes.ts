import {
  chunkBytes,
  line,
  type Probe,
  piece,
  u16,
  u32,
  u64,
  user8,
  user32,
  user64,
} from './language.js';
import { ipSocketOf } from './lookup-probes.js';
import type { Offsets } from './offsets.js';
import { tcpState } from './socket-probes.js';

/** "\\r\\n\\r\\n" in memory: the end of a request's head. */
const endOfHead = 0x0a0d0a0d;
/** Programs that write a request line by line begin with fewer bytes; a longer one has its head in one piece. */
const shortRequest = 256;

/** First byte of a TLS handshake record. */
const tlsHandshake = 0x16;
/** Pieces of one write that are printed: client hellos with post-quantum keys have 1.7 kB. */
const maxPieces = 20;
/** Of its second buffer; what lies in further ones is not looked at. */
const maxFurtherPieces = 8;
/** One in the count of `@silent` that a child has. */
const heir = '0x100000000';
/** A child that wrote so often elsewhere hardly speaks on its parent's connection. */
const maxElsewhere = 16;
/** A hello may come in several writes; more are hardly needed by anybody who does not play games. */
const maxWrites = 4;

/**
 * What a program says first on a TCP connection that it opened: the beginning of TLS or HTTP names who it means to speak
 * to, and of a question to a name server what it asks. Nothing else is printed. `@fresh` holds the sockets that have not
 * said anything, with the process that opened them, `@silent` how many of them each process has, and above that how often
 * a child that might speak for its parent wrote elsewhere.
 */
export function greetingProbes(o: Offsets): Probe[] {
  const write = (call: string, code: string): Probe => ({
    tracepoints: [`syscalls:sys_enter_${call}`],
    when: '@silent[(uint64)pid] != 0',
    code: `
    $t = (uint64)curtask;
    ${ipSocketOf(o, '(uint64)args->fd')}
    if ($sock != 0) {
      $mark = @fresh[$sock];
      if ($mark != 0) {
        $now = nsecs;
        ${code}
        ${greeting(o)}
      }
    }
    if ($mark == 0) {${loseInterest}
    }`,
  });
  const flat = (call: string, from: string, size: string): Probe =>
    write(call, `$buffer = (uint64)${from}; $length = (uint64)${size}; $more = (uint64)0;`);
  const first = `
        $buffer = ${user64('$vector')};
        $length = ${user64('$vector + 8')};
        if ($more > 0) { $more = $more - 1; }`;
  return [
    flat('write', 'args->buf', 'args->count'),
    flat('sendto', 'args->buff', 'args->len'),
    write('writev', `$vector = (uint64)args->vec; $more = (uint64)args->vlen;${first}`),
    // struct user_msghdr: name, its length, vector of buffers, how many.
    write(
      'sendmsg',
      `
        $message = (uint64)args->msg;
        $vector = ${user64('$message + 16')};
        $more = ${user64('$message + 24')};${first}`,
    ),
    ended(),
    inheriting(),
    ending(o),
  ];
}

/** Prints the write where it begins what is looked for, and decides whether more is needed. */
function greeting(o: Offsets): string {
  return `
        $first = ${user8('$buffer')};
        $writes = $mark >> 32;
        $isWanted = (uint64)0;
        $isLast = (uint64)1;
        if ($writes != 0) { $isWanted = (uint64)1; }
        if ($first >= 65 && $first <= 90) {
          $isWanted = (uint64)1;
          if ($writes == 0 && $length > 4 && $length < ${shortRequest}) {
            if (${user32('$buffer + $length - 4')} != ${endOfHead}) { $isLast = (uint64)0; }
          }
        }
        if ($first == ${tlsHandshake} && $writes == 0) {
          $isWanted = (uint64)1;
          $record = (uint64)5;
          if ($length >= 5) {
            $record = 5 + (${user8('$buffer + 3')} << 8) + ${user8('$buffer + 4')};
          }
          if ($record > $length) { $isLast = (uint64)0; }
        }
        if ($writes != 0 && $writes + 1 < ${maxWrites}) { $isLast = (uint64)0; }
        @said[tid] = (uint64)0;
        if ($isWanted != 0) {
          ${printed(maxPieces)}
          if ($more != 0) {
            $vector = $vector + 16;
            $buffer = ${user64('$vector')};
            $length = ${user64('$vector + 8')};
            ${printed(maxFurtherPieces)}
          }
        }
        $count = @said[tid];
        delete(@said[tid]);
        ${line('K', ['$now', '$sock', u16(`$sock + ${o.sockLocalPort}`), '$writes', '$count', '$isLast'])}
        if ($isLast == 0) { @fresh[$sock] = $mark + (1 << 32); }
        else {
          delete(@fresh[$sock]);
          ${spoken('$mark')}
        }`;
}

/** One of a process's connections is silent no longer. What counts none is not kept: maps hold only so many. */
function spoken(mark: string): string {
  return `
          $owner = ${mark} & 0xffffffff;
          $silent = @silent[$owner];
          if (($silent & 0xffffffff) > 0) { $silent = $silent - 1; }
          if ($silent == 0) { delete(@silent[$owner]); } else { @silent[$owner] = $silent; }`;
}

/** Counts what a child wrote elsewhere, and forgets after a while that it might speak for its parent. */
const loseInterest = `
      $silent = @silent[(uint64)pid];
      if (($silent >> 32) != 0) {
        $silent = $silent + ${heir};
        if (($silent >> 32) > ${maxElsewhere}) { $silent = $silent & 0xffffffff; }
        if ($silent == 0) { delete(@silent[(uint64)pid]); } else { @silent[(uint64)pid] = $silent; }
      }`;

/** A child may speak on its parent's connection, as those do that some programs have speak TLS for them. */
function inheriting(): Probe {
  return {
    tracepoints: ['sched:sched_process_fork'],
    when: '@silent[(uint64)pid] != 0',
    code: `
    @silent[(uint64)args->child_pid] = (uint64)${heir};`,
  };
}

/** Prints a buffer in pieces; the number passes through a map, so that the verifier does not follow each. */
function printed(pieces: number): string {
  return `
          $count = @said[tid];
          $i = (uint64)0;
          while ($i < ${pieces}) {
            $at = $i * ${chunkBytes};
            if ($at >= $length) { break; }
            ${line('k', ['$now', '$sock', '$count + $i'], piece('uptr', '$buffer', '$at', '$length'))}
            $i = $i + 1;
          }
          @said[tid] = $count + $i;`;
}

/** A connection that ended without a word. */
function ended(): Probe {
  return {
    tracepoints: ['sock:inet_sock_set_state'],
    when: `args->newstate == ${tcpState.closed}`,
    code: `
    $sock = (uint64)args->skaddr;
    $mark = @fresh[$sock];
    if ($mark != 0) {
      delete(@fresh[$sock]);
      ${spoken('$mark')}
    }`,
  };
}

/** Process ids are used again. */
function ending(o: Offsets): Probe {
  return {
    tracepoints: ['sched:sched_process_exit'],
    when: '@silent[(uint64)pid] != 0',
    code: `
    $t = (uint64)curtask;
    if (${u32(`${u64(`$t + ${o.taskSignal}`)} + ${o.signalLive}`)} == 0) { delete(@silent[(uint64)pid]); }`,
  };
}
