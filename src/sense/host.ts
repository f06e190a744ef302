import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Device } from '../model/batch.js';

/** machine-id(5): systemd's place first, then D-Bus's. */
const machineIdFiles = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/** This host. Without a machine id its name stands for it. */
export function readDevice(): Device {
  const name = hostname();
  return { DeviceId: readMachineId() ?? name, DeviceName: name };
}

function readMachineId(): string | null {
  for (const file of machineIdFiles) {
    const id = readLine(file);
    if (id !== null && /^[0-9a-f]{32}$/.test(id)) return id;
  }
  return null;
}

/** Differs after each boot; '' when the kernel does not tell. */
export function readBootId(): string {
  return readLine('/proc/sys/kernel/random/boot_id') ?? '';
}

function readLine(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
