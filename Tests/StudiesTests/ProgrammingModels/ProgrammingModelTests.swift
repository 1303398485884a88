import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@testable import Studies

/// Files for other simulators. Their packages are too large to be installed for tests, so the Python files run with
/// stand-ins of the classes that they derive from, on NumPy.
@Suite struct ProgrammingModelTests {
  private let table = ProgrammingTable(
    targets: [20, 60, 100].map { .microsiemens($0) }, times: [.zero, .seconds(1), .seconds(100)],
    outcomes: Grid(rows: 3, columns: 3) { time, level in
      .init(
        mean: .microsiemens([[20, 61, 100], [22, 58, 97], [23, 55, 93]][time][level]),
        standardDeviation: .microsiemens([[0.5, 2, 1], [1, 3, 2], [1.5, 5, 3]][time][level]))
    }, notes: ["algorithm: gate-step", "\"\"\" quoted\nand broken"])

  private func text(_ model: ProgrammingModel) throws -> String {
    try #require(model.files(of: table, device: "sky130-hfo2", seed: 7).last).text
  }

  @Test(arguments: ProgrammingModel.allCases) func filesSayWhereTheyComeFrom(model: ProgrammingModel) throws {
    for (name, text) in model.files(of: table, device: "sky130-hfo2", seed: 7) {
      #expect(name.hasPrefix("\(model.rawValue)_sky130_hfo2."))
      let heading = text.prefix { $0 != "\n" } + text.dropFirst(text.prefix { $0 != "\n" }.count).prefix(700)
      #expect(heading.contains("Device: sky130-hfo2. Seed: 7.") && heading.contains("algorithm: gate-step"))
      #expect(heading.contains(model == .aihwkit ? "Conductances in uS, times in s" : "Conductances in S, times in s"))
      #expect(text.contains("# \"\"\" quoted and broken\n"))
    }
    #expect(ModelSource(table: table, device: "1T1R é", seed: nil).className == "Device1T1R")
  }

  /// Mean and standard deviation of what CrossSim's class makes of many cells, at levels, between them and at all times.
  @Test func crossSimDrawsTheTablesMoments() async throws {
    let script = """
      import json, sys, types
      import numpy as np
      np.random.seed(3)
      class EmptyDevice:
          pass
      def module(name, **values):
          found = types.ModuleType(name)
          found.__dict__.update(values)
          sys.modules[name] = found
      module("simulator"); module("simulator.devices")
      module("simulator.backend", ComputeBackend=lambda: np)
      module("simulator.devices.idevice", EmptyDevice=EmptyDevice)
      import model
      device = model.Sky130Hfo2Levels()
      found = []
      for time in [0, 0.5, 1, 10, 100, 1e4]:
          for target in [20e-6, 40e-6, 60e-6, 100e-6]:
              cells = np.full(40000, target / 100e-6)
              read = device.programming_error(cells) if time == 0 else device.drift_error(cells, time)
              assert read.min() >= 0
              found.append([time, target * 1e6, read.mean() * 100, read.std() * 100])
      print(json.dumps(found))
      """
    try await expectMoments(try text(.crosssim), script)
  }

  @Test func aihwkitDrawsTheTablesMoments() async throws {
    let script = """
      import json, sys, types
      import numpy as np
      np.random.seed(3)
      class Tensor(np.ndarray):
          device = None
          def clamp(self, low=None, high=None, min=None, max=None):
              return np.clip(self, low if min is None else min, high if max is None else max)
          def contiguous(self):
              return self
      def tensor(values, dtype=None, device=None):
          return np.asarray(values, dtype=dtype).view(Tensor)
      class BaseNoiseModel:
          def __init__(self, g_converter):
              self.g_converter = g_converter
      def module(name, **values):
          found = types.ModuleType(name)
          found.__dict__.update(values)
          sys.modules[name] = found
      module("torch", tensor=tensor, no_grad=lambda: (lambda call: call),
          randn_like=lambda x: np.random.normal(size=x.shape).view(Tensor),
          bucketize=lambda x, edges: np.searchsorted(edges, x).view(Tensor), stack=lambda parts: np.stack(parts).view(Tensor))
      for name in ["aihwkit", "aihwkit.inference", "aihwkit.inference.converter", "aihwkit.inference.noise"]:
          module(name)
      class Converter:
          def __init__(self, g_max, g_min):
              self.range = (g_min, g_max)
          def convert_to_conductances(self, weights):
              return [weights], {"scale_ratio": 1}
          def convert_back_to_weights(self, conductances, params):
              return conductances[0] / params["scale_ratio"]
      module("aihwkit.inference.converter.conductance", SinglePairConductanceConverter=Converter)
      module("aihwkit.inference.noise.base", BaseNoiseModel=BaseNoiseModel)
      import model
      noise = model.Sky130Hfo2NoiseModel()
      assert noise.g_converter.range == (20.0, 100.0)
      found = []
      for time in [0, 0.5, 1, 10, 100, 1e4]:
          for target in [20, 40, 60, 100]:
              cells = tensor(np.full(40000, target, dtype=float))
              read, kept = noise.apply_programming_noise(cells)
              if time > 0:
                  first = read
                  read = noise.apply_drift_noise(read, kept, time)
                  assert np.corrcoef(first, read)[0, 1] > 0.999, "a cell keeps its place"
                  assert (read == noise.apply_drift_noise(first, kept, time)).all()
              found.append([time, target, float(read.mean()), float(read.std())])
      print(json.dumps(found))
      """
    try await expectMoments(try text(.aihwkit), script)
  }

  /// Runs a script beside the file as `model.py`, and compares the moments that it prints: time in s, the rest in uS.
  private func expectMoments(_ model: String, _ script: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try model.write(toFile: folder + "/model.py", atomically: true, encoding: .utf8)
    try script.write(toFile: folder + "/run.py", atomically: true, encoding: .utf8)
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-B", "run.py"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    let found = try JSONDecoder().decode([[Double]].self, from: printed)
    #expect(found.count == 24)
    for row in found {
      let expected = table.outcome(target: .microsiemens(row[1]), at: .seconds(row[0]))
      let (mean, deviation) = (expected.mean.si * 1e6, expected.standardDeviation.si * 1e6)
      #expect(abs(row[2] - mean) < 5 * deviation / 200, "\(row)")
      #expect(abs(row[3] / deviation - 1) < 0.02, "\(row)")
    }
  }

  @Test func neuroSimTakesOneDeviationForAllLevels() throws {
    let files = ProgrammingModel.neurosim.files(of: table, device: "sky130-hfo2", seed: nil)
    #expect(files.map(\.name) == ["neurosim_sky130_hfo2.csv", "neurosim_sky130_hfo2.sh"])
    let rows = files[0].text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(rows.count == 10 && rows[0] == "level,target_S,time_s,mean_S,sd_S,relative_sd")
    #expect(rows[3] == "2,0.0001,0,0.0001,1e-06,0.01")
    // Root mean square of 0.5/20, 2/61 and 1/100.
    #expect(files[1].text.hasSuffix("python inference.py --inference 1 --cellBit 1 --onoffratio 5 --vari 0.024495\n"))
    #expect(files[1].text.contains("Seed: unknown.") && files[1].text.contains("resistanceOn = 10000; resistanceOff = 50000;"))
    #expect(files[1].text.contains("# 100 s after the write: --vari "))
  }
}
