import ArgumentParser
import MemristorCrossbar

/// `mxbar device export`: one device as a file for other programs.
struct DeviceExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a device as a subcircuit, a Verilog-A module, or a symbol for xschem or KiCad.",
    discussion: """
      One individual device goes into the file: the median one or, with --seed or --index, one of those that a study draws. \
      Comments say what each parameter means and where its value is from. A symbol comes with the subcircuit that it stands \
      for: put both beside the schematic or project and, in xschem, an '.include' of the subcircuit's full path into a code block.
      """)

  @Argument(help: DeviceOptions.help) var device: String

  @Option(help: "What to write.", value: "format")
  var format: DeviceExportFormat

  @Option(help: "Dialect of a subcircuit; gnucap, which has no formulas, is refused.", value: "name")
  var dialect = Dialect.ngspice

  @Option("Seed of the study whose device it is. (default: none, the median device; 1 with --index)", "seed") var seed: UInt64?
  @Option("Number of the drawn device. (default: none, the median device; 0 with --seed)", "index") var index: Int?

  @Option("Where the state starts, 0 (HRS) to 1 (LRS). (default: as in the device's equations)", "share") var state: Double?

  @Option(
    help: ArgumentHelp("Give a parameter another value; may be given several times.", valueName: "name=value"))
  var set: [ParameterSetting] = []

  @Option(
    name: [.short, .customLong("out")],
    help: ArgumentHelp(
      "File to write, or a folder (its name ends in '/'). Symbols need one. (default: standard output)", valueName: "file"))
  var out: String?

  func validate() throws {
    if let index, !(0...1_000_000).contains(index) {
      throw ValidationError("--index is \(index); allowed is 0 to 1000000.")
    }
    if let state, !(0...1).contains(state) {
      throw ValidationError("--state is \(SpiceNumber.shortest(state)); allowed is 0 (HRS) to 1 (LRS).")
    }
    guard format.isOneFile || out != nil else {
      throw ValidationError("--format \(format.rawValue) is two files, a symbol and its subcircuit; give --out.")
    }
    for setting in set { try setting.validate() }
    for (position, setting) in set.enumerated()
    where set[..<position].contains(where: { $0.name.lowercased() == setting.name.lowercased() }) {
      throw ValidationError("--set gives '\(excerpt(setting.name))' twice; allowed is once.")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try command.work() }
  }

  private func work() throws {
    let kind = try MemristorDevice(device)
    let choice: ExportedDevice.Choice = seed == nil && index == nil ? .median : .drawn(seed: seed ?? 1, index: index ?? 0)
    var changes: [String: Double] = [:]
    for setting in set { changes[setting.name] = try setting.value(in: kind) }
    var exported = try ExportedDevice(kind, choice, changes: changes, state: state)
    exported.author = "mxbar \(ProgramVersion.text): \(FileOutput.commandLine)"
    guard let out else {
      return try StandardOutput.write(try format.files(of: exported, named: exported.fileName, dialect: dialect).main.text)
    }
    let files = try format.files(of: exported, named: exported.fileName, dialect: dialect)
    let path = FileOutput.isFolder(out) ? try FileOutput.path(of: files.main.name, in: out) : out
    for file in files.beside { try writeTextFile(file.text, to: FileOutput.path(of: file.name, beside: path)) }
    try writeTextFile(files.main.text, to: path)
  }
}

extension DeviceExportFormat: ExpressibleByArgument {}

/// `name=value`, a parameter of the device's equations and a number in its unit.
struct ParameterSetting: ExpressibleByArgument {
  let name: String
  /// The value as written.
  private let text: String

  /// A text without `=` is all name; `validate` refuses it.
  init(argument: String) {
    name = String(argument.prefix { $0 != "=" })
    text = String(argument.dropFirst(name.count + 1))
  }

  func validate() throws {
    guard !name.isEmpty, !text.isEmpty else {
      throw ValidationError("--set is '\(excerpt(name))\(excerpt(text))'; allowed is name=value, as in r_lrs=5k.")
    }
  }

  /// - Throws: `ValidationError` for what is no number in the parameter's unit.
  func value(in device: MemristorDevice) throws -> Double {
    let unit = device.parameters.first { $0.name.lowercased() == name.lowercased() }.flatMap { WrittenUnit(rawValue: $0.unit) }
    do { return try WrittenNumber(text, in: unit ?? .none).value } catch {
      throw ValidationError("--set \(excerpt(name)) \(error.reason).")
    }
  }
}

extension DeviceExportCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    [
      OptionCondition(["dialect"], "is for --format \(DeviceExportFormat.subcircuit.rawValue), which is not given") {
        $0.value("format") == DeviceExportFormat.subcircuit.rawValue
      }
    ]
  }
}
