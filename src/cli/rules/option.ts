import { Option } from 'commander';

export function rulesOption(): Option {
  return new Option(
    '--rules <id|directory>',
    'rules to run: shipped ones by id, "shipped" for all of them, directories of your own; repeatable',
  )
    .argParser((each: string, all: string[]) => [...all, each])
    .default([], 'all shipped ones');
}
