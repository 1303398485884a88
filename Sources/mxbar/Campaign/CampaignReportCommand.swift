import ArgumentParser
import Campaigns
import MemristorCrossbar

/// `mxbar campaign report`: a page about a merged campaign.
struct CampaignReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show a merged campaign: figures over options, distributions, yields, failures.",
    discussion: """
      Figures are named by their path in the command's JSON or by their column. Points that lack a figure do not keep a limit \
      on it. Points that failed are listed with the decks that they left.

        mxbar campaign report mxbar-out/voltages --limit 'accuracy.read_back>=0.9' --over write_voltage_V
      """)

  @OptionGroup var campaign: CampaignFolderArgument

  @Option(help: ArgumentHelp("Figure to show; may be repeated. (default: the command's own)", valueName: "figure"))
  var metric: [String] = []

  @Option(
    help: ArgumentHelp(
      "What a good point keeps, as in 'margin>=0.2'; may be repeated. The share of points that keep all is the yield.",
      valueName: "condition"))
  var limit: [String] = []

  @Option(
    help: ArgumentHelp(
      "Option over which figures are shown, by its key; at most two. (default: the first two that vary)", valueName: "key"))
  var over: [String] = []

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let text = limit.first(where: { CampaignQuestion.Limit($0) == nil }) {
      throw ValidationError("--limit is '\(text)'; allowed is a figure, one of >= <= > <, and a number, as in 'margin>=0.2'.")
    }
    guard over.count <= 2, Set(over).count == over.count else {
      throw ValidationError("--over is \(over.joined(separator: ", ")); allowed are two different options.")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let folder = CampaignFolder(campaign.folder)
    let database = try CampaignDatabase(folder)
    let question = CampaignQuestion(
      metrics: metric, limits: limit.compactMap { .init($0) }, axes: over, preferred: SweptCommand.preferredMetrics)
    let findings = try CampaignFindings(database, question, decks: output.out == nil ? ".." : folder.path)
    var options = output
    if options.out == nil {
      // A report is made anew whenever it is asked for.
      options.out = "\(folder.path)/report"
      options.overwrite = true
    }
    let output = try CommandOutput(options, inputs: [folder.database])
    try await output.finish(findings, engine: nil)
  }
}
