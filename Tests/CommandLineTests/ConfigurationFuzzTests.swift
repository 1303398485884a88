import CrossbarPrimitives
import Foundation
import Fuzzing
import MemristorDevices
import Testing

@testable import mxbar

/// Files of settings, spoilt; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct ConfigurationFuzzTests {
  @Test func settings() throws {
    let help = try CommandHelp(SneakCommand.self)
    let seed = "# a study\nwrite_voltage_V: 5\nlrs_ohm: 1k\nsizes: [4, 8]\npattern: random\njson: true\ndevice: d.yaml\nseed: 7\n"
    let words = ["&a", "*a", "!!str", "? ", "- ", "|", ">", "true", "no", "sizes", "hrs_ohm", "5V", "1M", "---", "<<"]
    let complaints = fuzz(
      "configuration", seeds: [Array(seed.utf8)], words: words, isRefusal: { $0 is ConfigurationError || $0 is NoText }
    ) { bytes in
      let arguments = try ConfigurationFile.optionArguments(of: inputText(Data(bytes)), source: "run.yaml", for: help)
      _ = try? GivenOptions(arguments, of: help)
    }
    #expect(complaints == [])
  }
}
