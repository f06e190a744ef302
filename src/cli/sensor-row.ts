import type { Device } from '../model/batch.js';
import type { SensorEvents } from '../model/generated/tables.js';
import type { SensorNotice } from '../sense/sensor.js';

export function sensorRow(device: Device, notice: SensorNotice): SensorEvents {
  return {
    TimeGenerated: notice.time,
    ...device,
    ActionType: notice.action,
    Sensor: notice.sensor,
    Source: notice.source,
    GapStart: notice.gapStart,
    GapEnd: notice.gapEnd,
    LostEvents: notice.lostEvents,
    Reason: notice.reason,
  };
}
