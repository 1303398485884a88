import ArgumentParser
import Foundation
import MemristorCrossbar

struct DigitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digits",
    abstract: "Store the published digit network in simulated 1T1R arrays and run it with what they give back.",
    discussion: """
      Trains a 20-20-20-10 network on ten 5 x 4 digits, quantises it, draws a memristor for every bit of every weight, \
      writes and reads each of them through ngspice, decodes the currents and classifies with the result.
      """)

  @Option(help: "Seed of everything random; the output records it.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Bits a weight, 1 to 16.", valueName: "count"))
  var bits = 3

  @Option(help: ArgumentHelp("Images to use instead of the built-in digits: a text file of drawings.", valueName: "file"))
  var images: String?

  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/digits"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  func validate() throws {
    guard QuantizedLayer.allowedBits.contains(bits) else {
      throw ValidationError(
        "--bits is \(bits); allowed is \(QuantizedLayer.allowedBits.lowerBound) to \(QuantizedLayer.allowedBits.upperBound).")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let started = Date()
    let experiment = DigitsExperiment(
      seed: seed, bits: bits,
      images: try images.map { try LabelledImages(drawings: readText($0, what: "file of drawings")) } ?? .schematicDigits(),
      array: try array.configuration(initialState: write.initialState, write: write.write, read: write.read))
    let folder = try ResultFolder(opening: out)
    var line = ProgressLine()
    let result = try await experiment.run(on: NgspiceEngine.shared) { line.show($0) }
    line.clear()
    let summary = try DigitsSummary(result)
    try await DigitsReport(result).write(to: folder)
    var manifest = RunManifest(
      version: ProgramVersion.text, arguments: CommandLine.arguments,
      configuration: experiment, seed: seed, ngspiceVersion: result.engine.version,
      started: started, wallTimeInSeconds: Date().timeIntervalSince(started),
      results: summary)
    for path in array.inputFiles + [images].compactMap({ $0 }) { try manifest.addInput(path: path) }
    try folder.finish(manifest)
    print(json ? try summary.json() : DigitsText(summary, settings: experiment.array, folder: out).text)
  }
}
