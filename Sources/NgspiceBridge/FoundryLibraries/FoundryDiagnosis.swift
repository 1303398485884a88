import CrossbarPrimitives
import Netlisting

/// What is wrong between a foundry's library and the settings that describe it, in words that say what to change.
///
/// ngspice's own messages name neither the option nor what the library offers.
struct FoundryDiagnosis {
  private let transistor: FoundryTransistor
  private let outline: LibraryOutline

  init(_ transistor: FoundryTransistor) {
    self.transistor = transistor
    outline = LibraryOutline(transistor)
  }

  /// An `.osdi` file, and an ngspice that cannot load one.
  static let withoutOSDI =
    "compiled Verilog-A models (.osdi) need an ngspice built with OSDI, version 42 or later; this one has none"

  /// The option that states the unit of sizes.
  static func unitAdvice(_ transistor: FoundryTransistor) -> String {
    "the library has its sizes in another unit than \(transistor.sizeUnit == .meters(1) ? "metres" : "\(SpiceNumber.shortest(transistor.sizeUnit.micrometers)) um"); "
      + "--size-unit 1 is for libraries in um, 1e6 for those in metres"
  }

  /// What would go wrong without a message of ngspice: parameters that the subcircuit does not have are ignored by it.
  var problem: String? {
    guard transistor.kind == .subcircuit,
      let subcircuit = outline.subcircuits.first(where: { $0.name == transistor.name.lowercased() })
    else { return nil }
    guard subcircuit.terminals == transistor.terminals.count else {
      return
        "the subcircuit '\(transistor.name)' has \(subcircuit.terminals) terminals; a transistor has drain, gate, source and bulk"
    }
    let names = [("--width-parameter", transistor.widthParameter), ("--length-parameter", transistor.lengthParameter)]
    for (option, name) in names + transistor.parameters.map({ ("--parameters", $0.name) })
    where !subcircuit.parameters.contains(name.lowercased()) {
      return "the subcircuit '\(transistor.name)' has no parameter '\(name)' (\(option)); it has "
        + subcircuit.parameters.joined(separator: ", ")
    }
    return nil
  }

  /// The reason behind a message of ngspice; nil if it is none of those known.
  func reason(_ message: String, sizes: [FoundryTransistor.Size]) -> String? {
    if transistor.library.section == nil, !outline.sections.isEmpty {
      return "it has sections, of which one has to be chosen (--corner): \(outline.sections.joined(separator: ", "))"
    }
    if let match = message.firstMatch(of: /Undefined parameter \[([^\]]+)\]/) {
      return
        "it uses the parameter '\(match.1)', which nothing defines; a file that sets it is read first with --transistor-files"
    }
    if message.contains("no such command") || message.contains(Self.withoutOSDI) { return Self.withoutOSDI }
    if message.contains("section definition") {
      return "it has no section '\(transistor.library.section ?? "")'; there are: "
        + (outline.sections.isEmpty ? "none" : outline.sections.joined(separator: ", "))
    }
    if message.contains("find a valid modelname") { return binReason(sizes) }
    if message.contains("unknown device type") {
      return
        "its transistor is a device that this ngspice does not know; where that is a compiled Verilog-A model (an element N), "
        + "--osdi names its .osdi file, and " + Self.withoutOSDI
    }
    let name = transistor.name.lowercased()
    guard message.lowercased().contains("unknown subckt") || message.contains("nable to find definition of model") else {
      return nil
    }
    if transistor.kind == .subcircuit, outline.models.contains(where: { $0.name == name || $0.name.hasPrefix(name + ".") }) {
      return "'\(transistor.name)' is a model card; give --transistor-kind card"
    }
    if transistor.kind == .card, outline.subcircuits.contains(where: { $0.name == name }) {
      return "'\(transistor.name)' is a subcircuit; give --transistor-kind subcircuit"
    }
    let known =
      transistor.kind == .subcircuit ? outline.subcircuits.map(\.name) : outline.models.filter { $0.type == "nmos" }.map(\.name)
    return "it has no \(transistor.kind == .subcircuit ? "subcircuit" : "nmos card") '\(transistor.name)'; there are: "
      + (known.isEmpty ? "none" : known.prefix(20).joined(separator: ", ") + (known.count > 20 ? ", …" : ""))
  }

  /// For sizes that no bin holds: the limits, and the unit if another one would fit.
  private func binReason(_ sizes: [FoundryTransistor.Size]) -> String? {
    let bins = outline.bins.values.flatMap { $0 }
    guard let shortest = bins.map(\.lengths.lowerBound).min(), let longest = bins.map(\.lengths.upperBound).max(),
      let narrowest = bins.map(\.widths.lowerBound).min(), let widest = bins.map(\.widths.upperBound).max()
    else { return nil }
    let outside = sizes.first { size in !bins.contains { $0.holds(width: size.width.si, length: size.length.si) } }
    guard let outside else {
      return "no bin of its models holds the sizes as it reads them, though they are within the limits: "
        + Self.unitAdvice(transistor)
    }
    func micrometers(_ low: Double, _ high: Double) -> String {
      [low, high].map { SpiceNumber.shortest(Length.meters($0).micrometers) }.joined(separator: " to ") + " um"
    }
    return "no bin of its models holds a transistor of \(FoundryLibrary.text(outside)); they take widths of "
      + "\(micrometers(narrowest, widest)) and lengths of \(micrometers(shortest, longest))"
  }
}
