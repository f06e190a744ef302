import { dictionary } from '../model/dictionary.js';
import { at, constantText, type Lowering, type Lowerings, real } from './arguments.js';
import { coerce } from './coerce.js';
import { call, type Expr } from './tree.js';
import { Refusal, type Span } from './types.js';

/** How many of the first unit of a kind one of each is. */
const factors = {
  angle: {
    Degree: 1,
    Arcminute: 1 / 60,
    Arcsecond: 1 / 3600,
    Radian: 180 / Math.PI,
    Revolution: 360,
    Gradian: 0.9,
  },
  energy: {
    Joule: 1,
    Kilojoule: 1e3,
    Megajoule: 1e6,
    Calorie: 4.184,
    Kilocalorie: 4184,
    WattHour: 3600,
    KilowattHour: 3.6e6,
    BritishThermalUnit: 1055.05585262,
  },
  force: { Newton: 1, Decanewton: 10, Kilonewton: 1e3, Meganewton: 1e6, Dyn: 1e-5 },
  length: {
    Meter: 1,
    Millimeter: 1e-3,
    Centimeter: 1e-2,
    Decimeter: 0.1,
    Kilometer: 1e3,
    Inch: 0.0254,
    Foot: 0.3048,
    Yard: 0.9144,
    Mile: 1609.344,
    NauticalMile: 1852,
  },
  mass: {
    Kilogram: 1,
    Gram: 1e-3,
    Milligram: 1e-6,
    Tonne: 1e3,
    Pound: 0.45359237,
    Ounce: 0.45359237 / 16,
  },
  speed: {
    MeterPerSecond: 1,
    KilometerPerHour: 1 / 3.6,
    CentimeterPerHour: 0.01 / 3600,
    CentimeterPerSecond: 0.01,
    MeterPerHour: 1 / 3600,
    MeterPerMinute: 1 / 60,
    FootPerSecond: 0.3048,
    MilePerHour: 0.44704,
    Knot: 1852 / 3600,
  },
  volume: {
    CubicMeter: 1,
    Liter: 1e-3,
    Milliliter: 1e-6,
    CubicCentimeter: 1e-6,
    CubicDecimeter: 1e-3,
    CubicFoot: 0.3048 ** 3,
    AcreFoot: 1 / 0.000810714,
  },
} satisfies Record<string, Record<string, number>>;

/** The names of a conversion's units. */
const namesOf = (args: Expr[], span: Span): [string, string] => [
  constantText(args, 1, span, 'a unit'),
  constantText(args, 2, span, 'a unit'),
];

const convert =
  (units: Readonly<Record<string, number>>): Lowering =>
  (args, span) => {
    const [from, to] = namesOf(args, span).map((name) => {
      const factor = units[name];
      if (!factor) throw new Refusal(span, `the unit ${JSON.stringify(name)} is not supported`);
      return factor;
    }) as [number, number];
    return call('multiply', 'real', coerce(at(args, 0, span), 'real', span), real(from / to));
  };

/** Kelvin of a scale's degree, and at its zero. */
const scales: Readonly<Record<string, [number, number]>> = dictionary({
  Kelvin: [1, 0],
  DegreeCelsius: [1, 273.15],
  DegreeFahrenheit: [5 / 9, 459.67 * (5 / 9)],
});

const temperature: Lowering = (args, span) => {
  const [from, to] = namesOf(args, span).map((name) => {
    const scale = scales[name];
    if (!scale) throw new Refusal(span, `the unit ${JSON.stringify(name)} is not supported`);
    return scale;
  }) as [[number, number], [number, number]];
  const value = coerce(at(args, 0, span), 'real', span);
  const scaled = call('multiply', 'real', value, real(from[0] / to[0]));
  return call('add', 'real', scaled, real((from[1] - to[1]) / to[0]));
};

/** Conversions between units of measurement by name. */
export const unitFunctions: Lowerings = {
  convert_angle: convert(factors.angle),
  convert_energy: convert(factors.energy),
  convert_force: convert(factors.force),
  convert_length: convert(factors.length),
  convert_mass: convert(factors.mass),
  convert_speed: convert(factors.speed),
  convert_temperature: temperature,
  convert_volume: convert(factors.volume),
};
