import ArgumentParser
import MemristorCrossbar

/// Options of every study: seed, workers and output.
struct RunOptions: ParsableArguments {
  @Option(help: "Seed of everything random; the output records it.") var seed: UInt64 = 1

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var output: OutputOptions
}

/// Where results go, in which form, and what happens to earlier ones.
struct OutputOptions: ParsableArguments {
  @Option(help: "Folder for the results. (default: mxbar-out and the command's name)", value: "dir") var out: String?
  @Flag(help: "Print one JSON object instead of the summary.") var json = false
  @Flag(help: "Do not show progress.") var quiet = false
  @Flag(help: "Write numbers only: no pictures and no page.") var noPictures = false
  @Flag(help: "Go on with a run that was interrupted, in the same --out folder with the same settings.") var resume = false

  @Flag(help: "Replace what another run, or one that did not end, has left in the folder for the results.")
  var overwrite = false

  /// What happens to results that the folder already has; they are kept, and the run refused, unless an option says
  /// otherwise.
  var earlier: EarlierResults { resume ? .resume : overwrite ? .replace : .keep }
}
