import CircuitSimulation
import Foundation

/// Reads version and features off what ngspice prints about itself.
enum NgspiceIdentity {
  static func read(banner lines: [String]) -> EngineIdentity {
    let text = lines.joined(separator: "\n")
    var version = "unknown"
    if let start = text.firstRange(of: "ngspice-") {
      version = String(text[start.upperBound...].prefix { $0.isNumber || $0 == "." || $0 == "+" })
    }
    var features: [String] = []
    let lower = text.lowercased()
    for (word, feature) in [("klu", "klu"), ("osdi", "osdi"), ("xspice", "xspice")] where lower.contains(word) {
      features.append(feature)
    }
    let candidates = [
      FileManager.default.homeDirectoryForCurrentUser.path + "/.spiceinit",
      FileManager.default.currentDirectoryPath + "/.spiceinit",
    ]
    let notes = Set(candidates).sorted().filter { FileManager.default.fileExists(atPath: $0) }.map {
      "the start-up file \($0) was read and may change results"
    }
    return EngineIdentity(name: "ngspice", version: version, features: features, notes: notes)
  }
}
