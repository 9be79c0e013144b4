import {Args} from '@oclif/core'
import {BaseCommand} from '../cli/base-command.js'
import {SCRIPTS, SHELLS} from '../cli/completion/scripts.js'
import {UsageError} from '../cli/errors.js'

export default class Completion extends BaseCommand<void> {
  static override summary = 'Print a script with which a shell completes bai.'
  static override description = `Completes commands, flags and their values, and live names: sessions, images, resource groups,
agents, services, profiles. They are asked of the manager, remembered for a few seconds, and left out
when it does not answer at once.

  bash: add  source <(bai completion bash)  to ~/.bashrc

  zsh:  add  source <(bai completion zsh)  to ~/.zshrc

  fish: bai completion fish > ~/.config/fish/completions/bai.fish

  PowerShell: add  bai completion powershell | Out-String | Invoke-Expression  to $PROFILE`
  static override examples = [
    {description: 'For this bash', command: 'source <(<%= config.bin %> completion bash)'},
    {description: 'For every zsh', command: "echo 'source <(<%= config.bin %> completion zsh)' >> ~/.zshrc"},
  ]
  static override args = {
    shell: Args.string({required: true, description: 'bash, zsh, fish or powershell.', options: [...SHELLS]}),
  }

  async run(): Promise<void> {
    const {args} = await this.parse(Completion)
    const shell = SHELLS.find((name) => name === args.shell)
    if (!shell) throw new UsageError(`"${args.shell}" is not one of ${SHELLS.join(', ')}.`)
    process.stdout.write(SCRIPTS[shell])
  }
}
