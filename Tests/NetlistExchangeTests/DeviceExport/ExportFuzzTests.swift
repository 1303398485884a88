import Foundation
import Fuzzing
import MemristorDevices
import NetlistExchange
import Netlisting
import Testing

/// Whatever device can be loaded is written in each format's grammar, or refused; `MXBAR_FUZZ_INPUTS` says how many are tried.
@Suite struct ExportFuzzTests {
  /// A file that no program could read was written.
  private struct BadFile: Error, CustomStringConvertible {
    let reason: Substring
    let text: String
    var description: String { "\(reason)" }
  }

  private static let separator = "\n#equations\n"

  @Test func filesAreInTheirGrammar() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mxbar-exports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = [
      "edge", "V", "module", "0", "1e300", "pow", "temper", "time", "V(top)", "ic=", "\"", "\\", "µ", "{", "$", "`", "//",
    ]
    var exported = 0
    #expect(
      fuzz(
        "exports", seeds: [Array((OddDevice.description + Self.separator + OddDevice.equations + "\n").utf8)], words: words,
        isRefusal: { $0 is DeviceError || $0 is NetlistError || $0 is ExchangeError }
      ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: Self.separator, maxSplits: 1)
        try write(String(parts.first ?? ""), to: folder.path + "/odd.yaml")
        try write(parts.count > 1 ? String(parts[1]) : OddDevice.equations, to: folder.path + "/odd.sub")
        let device = try MemristorDevice(folder.path + "/odd.yaml")
        let one = try ExportedDevice(device, .drawn(seed: 1, index: 3))
        for format in DeviceExportFormat.allCases {
          let file = try format.files(of: one, named: "odd").main
          do {
            switch format {
            case .subcircuit: _ = try ModelLibrary(text: file.text, source: file.name).typed()
            case .verilogA: _ = try VerilogAGrammar.read(file.text)
            case .xschem: _ = try XschemFile(file.text)
            case .kicad: _ = try SExpression.read(file.text)
            }
          } catch { throw BadFile(reason: "\(file.name): \(error)".prefix(300), text: file.text) }
        }
        exported += 1
      } == [])
    #expect(exported > fuzzInputCount / 50, "\(exported)")
  }
}
