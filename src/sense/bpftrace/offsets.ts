import type { Btf } from './btf.js';

const members = {
  taskTgid: ['task_struct', 'tgid'],
  taskParent: ['task_struct', 'real_parent'],
  taskLeader: ['task_struct', 'group_leader'],
  /** Named real_start_time before 5.5. */
  taskStart: ['task_struct', 'start_boottime', 'real_start_time'],
  taskComm: ['task_struct', 'comm'],
  taskFlags: ['task_struct', 'flags'],
  taskExitCode: ['task_struct', 'exit_code'],
  /** Counts the task's execs. Half as wide before 5.7: what lies behind it does not change between two readings. */
  taskExecId: ['task_struct', 'self_exec_id'],
  taskSignal: ['task_struct', 'signal'],
  taskMm: ['task_struct', 'mm'],
  taskCred: ['task_struct', 'cred'],
  taskFs: ['task_struct', 'fs'],
  taskFiles: ['task_struct', 'files'],
  taskCgroups: ['task_struct', 'cgroups'],
  credEuid: ['cred', 'euid'],
  signalLive: ['signal_struct', 'live'],
  signalFlags: ['signal_struct', 'flags'],
  signalGroupExitCode: ['signal_struct', 'group_exit_code'],
  mmArgStart: ['mm_struct', 'arg_start'],
  mmArgEnd: ['mm_struct', 'arg_end'],
  mmExe: ['mm_struct', 'exe_file'],
  filePath: ['file', 'f_path'],
  fileMode: ['file', 'f_mode'],
  filePrivate: ['file', 'private_data'],
  fileInode: ['file', 'f_inode'],
  inodeMode: ['inode', 'i_mode'],
  inodeNumber: ['inode', 'i_ino'],
  pathMount: ['path', 'mnt'],
  pathDentry: ['path', 'dentry'],
  fsPwd: ['fs_struct', 'pwd'],
  fsRoot: ['fs_struct', 'root'],
  dentryParent: ['dentry', 'd_parent'],
  dentryName: ['dentry', 'd_name'],
  qstrLength: ['qstr', 'len'],
  qstrHash: ['qstr', 'hash'],
  qstrName: ['qstr', 'name'],
  mountRoot: ['vfsmount', 'mnt_root'],
  mountMount: ['mount', 'mnt'],
  mountParent: ['mount', 'mnt_parent'],
  mountPoint: ['mount', 'mnt_mountpoint'],
  filesTable: ['files_struct', 'fdt'],
  tableFiles: ['fdtable', 'fd'],
  tableSize: ['fdtable', 'max_fds'],
  socketSock: ['socket', 'sk'],
  socketType: ['socket', 'type'],
  sockError: ['sock', 'sk_err'],
  sockPeerPid: ['sock', 'sk_peer_pid'],
  sockPeerCred: ['sock', 'sk_peer_cred'],
  sockFamily: ['sock_common', 'skc_family'],
  sockRemote4: ['sock_common', 'skc_daddr'],
  sockLocal4: ['sock_common', 'skc_rcv_saddr'],
  sockRemotePort: ['sock_common', 'skc_dport'],
  sockLocalPort: ['sock_common', 'skc_num'],
  packetHead: ['sk_buff', 'head'],
  packetNetwork: ['sk_buff', 'network_header'],
  packetSock: ['sk_buff', 'sk'],
  unixPeer: ['unix_sock', 'peer'],
  unixAddress: ['unix_sock', 'addr'],
  unixLength: ['unix_address', 'len'],
  unixName: ['unix_address', 'name'],
  pidNumbers: ['pid', 'numbers'],
  cssSetSubsystems: ['css_set', 'subsys'],
  cssSetDefault: ['css_set', 'dfl_cgrp'],
  cssCgroup: ['cgroup_subsys_state', 'cgroup'],
  cgroupNode: ['cgroup', 'kn'],
  cgroupRoot: ['cgroup', 'root'],
  nodeName: ['kernfs_node', 'name'],
  /** Named __parent since 6.15. */
  nodeParent: ['kernfs_node', 'parent', '__parent'],
  nodeId: ['kernfs_node', 'id'],
} as const;

/** What a kernel may be built without, or older than: null when it is. */
const optionalMembers = {
  taskAuditUid: ['task_struct', 'loginuid'],
  taskAuditSession: ['task_struct', 'sessionid'],
  sockRemote6: ['sock_common', 'skc_v6_daddr'],
  sockLocal6: ['sock_common', 'skc_v6_rcv_saddr'],
  /** Sent with what was sent again; since 4.19, as the next. */
  tcpSent: ['tcp_sock', 'bytes_sent'],
  tcpSentAgain: ['tcp_sock', 'bytes_retrans'],
  tcpReceived: ['tcp_sock', 'bytes_received'],
} as const;

/** Controllers that every container runtime sets, best first. */
const controllers = ['pids_cgrp_id', 'devices_cgrp_id', 'memory_cgrp_id', 'cpu_cgrp_id'];

/** Byte offsets in this kernel's structures. */
export type Offsets = Record<keyof typeof members, number> &
  Record<keyof typeof optionalMembers, number | null> & {
    /** Number of the controller whose cgroup v1 hierarchy is read; null when the kernel has none. */
    controller: number | null;
  };

/** The offsets, or the members that this kernel lacks. */
export function findOffsets(btf: Btf): { offsets: Offsets } | { missing: string[] } {
  const find = ([struct, ...names]: readonly [string, ...string[]]): number | null => {
    for (const name of names) {
      const offset = btf.offset(struct, name);
      if (offset !== null) return offset;
    }
    return null;
  };
  const missing: string[] = [];
  const found: Partial<Record<string, number | null>> = {};
  for (const [key, path] of Object.entries(members)) {
    const offset = find(path);
    if (offset === null) missing.push(path.slice(0, 2).join('.'));
    found[key] = offset;
  }
  if (missing.length > 0) return { missing };
  for (const [key, path] of Object.entries(optionalMembers)) found[key] = find(path);
  found['controller'] = null;
  for (const name of controllers) {
    found['controller'] ??= btf.enumValue('cgroup_subsys_id', name);
  }
  return { offsets: found as Offsets };
}
