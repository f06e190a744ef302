import { at, constantText, fixed, type Lowering, type Lowerings, long, text } from './arguments.js';
import { coerce } from './coerce.js';
import { constantElements } from './operators.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Span } from './types.js';

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const address = new RegExp(`^(?:${octet}\\.){3}${octet}$`);
const prefix = new RegExp(`^(?:${octet}\\.){1,3}$`);
const edge = '[^0-9A-Za-z]';

/** The constant texts among the arguments from the second on, arrays' elements included. */
function needles(args: Expr[], span: Span): string[] {
  return args.slice(1).flatMap((arg) => {
    const values = arg.type === 'dynamic' ? constantElements(arg) : [arg];
    if (!values) throw new Refusal(span, 'addresses that are not constant are not supported');
    return values.map((_, index) => constantText(values, index, span, 'an address'));
  });
}

/** A search for addresses in a text, delimited by what is neither letter nor digit. What is no address is not found. */
const search =
  (part: boolean): Lowering =>
  (args, span) => {
    const patterns = needles(args, span).flatMap((needle) => {
      const quoted = needle.replaceAll('.', '\\.');
      if (address.test(needle)) return [quoted];
      if (!part || !prefix.test(needle)) return [];
      const missing = 4 - (needle.split('.').length - 1);
      return [`${quoted}${Array.from({ length: missing }, () => octet).join('\\.')}`];
    });
    if (patterns.length === 0) return literal('bool', false);
    const pattern = `(?:^|${edge})(?:${patterns.join('|')})(?:${edge}|$)`;
    return call('matches', 'bool', coerce(at(args, 0, span), 'string', span), text(pattern));
  };

const compared =
  (name: FunctionName, type: 'long' | 'bool', bits = 32): Lowering =>
  (args, span) =>
    call(
      name,
      type,
      coerce(at(args, 0, span), 'string', span),
      coerce(at(args, 1, span), 'string', span),
      args[2] ? coerce(args[2], 'long', span) : long(bits),
    );

const inAnyRange =
  (name: FunctionName, ...bits: Expr[]): Lowering =>
  (args, span) => {
    const subject = coerce(at(args, 0, span), 'string', span);
    const [first, ...rest] = needles(args, span).map((range) =>
      call(name, 'bool', subject, text(range), ...bits),
    );
    if (!first) throw new Refusal(span, 'no range is given');
    return rest.reduce<Expr>((made, next) => call('or', 'bool', made, next), first);
  };

/** An address with all its digits, masked by its prefix and a given one. */
const canonical: Lowering = (args, span) =>
  call(
    'ipv6_canonical',
    'string',
    coerce(at(args, 0, span), 'string', span),
    args[1] ? coerce(args[1], 'long', span) : long(128),
  );

/** Functions of network addresses and URLs by name. */
export const networkFunctions: Lowerings = {
  has_ipv4: search(false),
  has_any_ipv4: search(false),
  has_ipv4_prefix: search(true),
  has_any_ipv4_prefix: search(true),
  ipv4_is_private: fixed('ipv4_is_private', ['string'], 'bool'),
  ipv4_is_in_range: fixed('ipv4_in_range', ['string', 'string'], 'bool'),
  ipv4_is_in_any_range: inAnyRange('ipv4_in_range'),
  ipv4_compare: compared('ipv4_compare', 'long'),
  ipv4_is_match: compared('ipv4_matches', 'bool'),
  ipv4_netmask_suffix: fixed('ipv4_suffix', ['string'], 'long'),
  parse_ipv4: fixed('ipv4_number', ['string'], 'long'),
  parse_ipv4_mask: fixed('ipv4_masked', ['string', 'long'], 'long'),
  ipv6_compare: compared('ipv6_compare', 'long', 128),
  ipv6_is_match: compared('ipv6_matches', 'bool', 128),
  ipv6_is_in_range: compared('ipv6_matches', 'bool', 128),
  ipv6_is_in_any_range: inAnyRange('ipv6_matches', long(128)),
  parse_ipv6: canonical,
  parse_ipv6_mask: canonical,
  format_ipv4: (args, span) =>
    call(
      'format_ipv4',
      'string',
      addressOf(at(args, 0, span), span),
      args[1] ? coerce(args[1], 'long', span) : long(32),
      literal('bool', false),
    ),
  format_ipv4_mask: (args, span) =>
    call(
      'format_ipv4',
      'string',
      addressOf(at(args, 0, span), span),
      args[1] ? coerce(args[1], 'long', span) : long(32),
      literal('bool', true),
    ),

  url_encode: fixed('url_encode', ['string'], 'string'),
  url_encode_component: fixed('url_encode_component', ['string'], 'string'),
  url_decode: fixed('url_decode', ['string'], 'string'),
  parse_url: fixed('parse_url', ['string'], 'dynamic'),
  parse_urlquery: fixed('parse_url_query', ['string'], 'dynamic'),
  parse_path: fixed('parse_path', ['string'], 'dynamic'),

  base64_encode_tostring: fixed('base64_encode', ['string'], 'string'),
  base64_encodestring: fixed('base64_encode', ['string'], 'string'),
  base64_decode_tostring: fixed('base64_decode', ['string'], 'string'),
  base64_decodestring: fixed('base64_decode', ['string'], 'string'),
  base64_decode_toarray: fixed('base64_decode_bytes', ['string'], 'dynamic'),
  base64_encode_fromarray: fixed('base64_encode_bytes', ['dynamic'], 'string'),
  base64_decode_toguid: fixed('base64_decode_guid', ['string'], 'guid'),
  base64_encode_fromguid: fixed('base64_encode_guid', ['guid'], 'string'),
};

function addressOf(value: Expr, span: Span): Expr {
  if (value.type !== 'string') throw new Refusal(span, 'an address as a number is not supported');
  return value;
}
