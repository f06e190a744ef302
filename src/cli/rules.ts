import { Command } from 'commander';

const paths = 'ids of shipped rules, directories of rules, or of one (default: all shipped ones)';

export function rulesCommand(): Command {
  return new Command('rules')
    .description('list, check and test rules, shipped or your own, or begin a new one')
    .addCommand(
      new Command('list')
        .description('rules, what they look for and how they run')
        .argument('[rule...]', paths)
        .option('--json', 'JSON Lines')
        .action(async (names: string[], options: { json?: true }) => {
          const { listRules } = await import('./rules/list.js');
          await listRules(names, options);
        }),
    )
    .addCommand(
      new Command('check')
        .description(
          'read each rule and bind its query on the tables here and on those that Microsoft publishes',
        )
        .argument('[rule...]', paths)
        .option('--sentinel', 'a query that does not run in Microsoft Sentinel is an error too')
        .option('--json', 'JSON Lines')
        .action(async (names: string[], options: { sentinel?: true; json?: true }) => {
          const { checkRules } = await import('./rules/check.js');
          checkRules(names, options);
        }),
    )
    .addCommand(
      new Command('test')
        .description(
          'run each rule on its recorded cases: it has to raise as many alerts as they say',
        )
        .argument('[rule...]', paths)
        .option('--json', 'JSON Lines')
        .action(async (names: string[], options: { json?: true }) => {
          const { testRules } = await import('./rules/test.js');
          await testRules(names, options);
        }),
    )
    .addCommand(
      new Command('new')
        .description('write a rule to begin with, which passes check and test as it stands')
        .argument('<directory>', 'where; its last part is the id of the rule')
        .action(async (directory: string) => {
          const { newRule } = await import('./rules/new.js');
          newRule(directory);
        }),
    );
}
