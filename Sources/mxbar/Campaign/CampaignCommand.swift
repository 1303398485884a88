import ArgumentParser

/// `mxbar campaign`: many runs of a command, on one machine or a cluster, into one database.
struct CampaignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign",
    abstract: "Run any command at thousands of points, here or on a cluster, into one SQLite file.",
    discussion: """
      A campaign is a folder. 'plan' makes it from a file that names a command, its settings and what varies; it runs a few \
      points to measure what they take, and cuts the rest into tasks that last minutes. 'run' runs the tasks here, 'submit' \
      hands them to Slurm, LSF, Grid Engine or GNU parallel as an array of jobs. A task that is killed goes on where it \
      stopped when it runs again. 'merge' makes one SQLite file of all results, which is the same whatever the tasks were \
      and wherever they ran; 'query' and 'report' answer questions about it.

        mxbar campaign plan voltages.yaml
        mxbar campaign run mxbar-out/voltages
        mxbar campaign query mxbar-out/voltages "SELECT write_voltage_V, avg(accuracy_read_back) FROM points GROUP BY 1"
      """,
    subcommands: [
      CampaignPlanCommand.self, CampaignRunCommand.self, CampaignSubmitCommand.self, CampaignTaskCommand.self,
      CampaignStatusCommand.self, CampaignRetryCommand.self, CampaignMergeCommand.self, CampaignReportCommand.self,
      CampaignQueryCommand.self,
    ])
}

/// The campaign that a command is about.
struct CampaignFolderArgument: ParsableArguments {
  @Argument(help: "The campaign's folder.") var folder: String
}

/// What the commands that run points have in common.
struct CampaignPaceOptions: ParsableArguments {
  @Option(help: "Processor cores to use. (default: all here, and those of the plan in a task)", value: "count") var cores: Int?
  @Flag(help: "Do not show progress.") var quiet = false

  func validate() throws { if let cores { try requireCount(cores, named: "--cores", atMost: 1024) } }
}
