import ArgumentParser
import MemristorCrossbar

/// `mxbar device pulses`: options of `PulsesStudy`, a pulse train on one device and switching times of many.
struct DevicePulsesCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "pulses",
    abstract: "Drive a device with pulses until reads confirm them, and measure how fast devices SET.",
    discussion: """
      One device goes through a train of SET and RESET pulses with program and verify; its parameters change from cycle \
      to cycle. Then drawn devices get one long SET pulse each at every amplitude and compliance: the switching time is \
      when the filament first carries half of the current.
      """)

  @Option(
    "Number of the device that gets the train; without it, the first whose V_SET and V_RESET are below 60 % of the amplitude.",
    "number")
  var deviceIndex: Int?

  @Option("SET and RESET cycles of the train.", "count") var cycles = 5
  @Option("Magnitude of the train's SET and RESET pulses, V.", "V") var amplitude = 2.0
  @Option("Width of the train's pulses and reads, and of the rests between, ms.", "ms") var pulseWidth = 20.0
  @Option("Compliance of the train's SETs, A.", "A") var compliance = 1e-3
  @Option("Read voltage, V.", "V") var readVoltage = 0.1
  @Option("SET until the device reads below this resistance, RESET until above, ohm.", "ohm") var threshold = 10e3
  @Option("Most pulses for one SET or RESET.", "count") var attempts = 5
  @Option("Amplitudes at which switching times are measured, V.", "V,...") var amplitudes = NumberList([1.5, 2, 3, 5])
  @Option("Compliances at which switching times are measured, A.", "A,...") var compliances = NumberList([3e-5, 1e-4, 1e-3])
  @Option("A device that takes longer than this has not switched, ms.", "ms") var longest = 100.0

  @OptionGroup(title: "Current limit") var currentLimit: CurrentLimitOptions
  @OptionGroup(title: "Devices") var population: PopulationOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if let deviceIndex, !(0...1_000_000).contains(deviceIndex) {
      throw ValidationError("--device-index is \(deviceIndex); allowed is 0 to 1000000.")
    }
    try requireCount(cycles, named: "--cycles", atMost: 1000)
    try requireCount(attempts, named: "--attempts", atMost: 1000)
    try require(amplitude, named: "--amplitude", .positive, unit: "V", atMost: 100)
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
    try require(compliance, named: "--compliance", .positive, unit: "A", atMost: 10)
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
    try amplitudes.validate(named: "--amplitudes", unit: "V", atMost: 100)
    try compliances.validate(named: "--compliances", unit: "A", atMost: 10)
    try require(longest, named: "--longest", .positive, unit: "ms", atMost: 1e6)
  }

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { device.inputFiles + currentLimit.transistor.inputFiles }

  func study(on engine: CommandEngine) async throws -> PulsesStudy {
    let limit = try await currentLimit.limit(at: device.surroundings.asked, seed: common.seed, on: engine)
    let population = try population.population(device, seed: common.seed)
    let train = PulseTrain(
      kind: population.kind, seed: common.seed,
      device: deviceIndex
        ?? PulseTrain.firstDevice(of: population.kind, seed: common.seed, switchedBy: .volts(amplitude)), cycles: cycles,
      amplitude: .volts(amplitude), width: .milliseconds(pulseWidth), readVoltage: .volts(readVoltage),
      compliance: .amperes(compliance), limit: limit, threshold: .ohms(threshold), attempts: attempts)
    let switching = SwitchingTimes(
      population: population, amplitudes: amplitudes.values.map { .volts($0) },
      compliances: compliances.values.map { .amperes($0) }, longest: .milliseconds(longest), limit: limit)
    return PulsesStudy(train: train, switching: switching)
  }
}
