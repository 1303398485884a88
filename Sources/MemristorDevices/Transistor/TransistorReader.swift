import CrossbarPrimitives
import Foundation
import Netlisting
import Yams

/// Reads a transistor's description (YAML). Unknown keys are rejected with their line.
///
///     name: nfet_5v
///     library: models.lib       # or card: nmos.mod, for a file with one nMOS card
///     corners: [tt, ss, ff]
///     size_unit_um: 1
///     width_um: 10
///     mismatch: {threshold_area_mV_um: 8, gain_area_percent_um: 1}
///     ratings_V: {gate_source: 5.5, gate_drain: 5.5, gate_bulk: 5.5, drain_source: 5.5}
struct TransistorReader {
  /// Path or built-in name, for messages.
  let source: String
  /// Folder of the description with a trailing slash, to which files are relative; nil for a built-in one.
  let folder: String?

  private static let foundryKeys = [
    "files", "corners", "transistor", "kind", "terminals", "width_parameter", "length_parameter", "size_unit_um", "parameters",
    "compatibility", "osdi",
  ]
  private static let keys = ["name", "card", "library", "width_um", "length_um", "mismatch", "ratings_V"] + foundryKeys

  /// - Throws: `DeviceError` with line and key; `NetlistError` for a card that is not SPICE.
  func description(_ text: String) throws -> TransistorDescription {
    let mapping: Yams.Node.Mapping?
    do { mapping = try YAMLText.mapping(text) } catch { throw DeviceError.description(source: source, reason: error.reason) }
    guard let mapping, !mapping.isEmpty else {
      throw DeviceError.description(
        source: source, reason: "it has no keys with values; expected \(Self.keys.joined(separator: ", "))")
    }
    let top = DescriptionReader.Section(mapping, source: source, path: "")
    try top.allow(Self.keys)
    let name = try top.required("name") { try top.text($0) }
    let (card, library) = (try top.text("card"), try top.text("library"))
    guard (card == nil) != (library == nil) else {
      throw top.fault(nil, "expected either 'card', a file with an nMOS card, or 'library', a foundry's")
    }
    var description: TransistorDescription
    if let library {
      description = try foundry(top, name: name, library: library)
    } else {
      if let key = Self.foundryKeys.first(where: top.names.contains) {
        throw top.fault(key, "'\(key)' is for a foundry's 'library', which is not given")
      }
      let path = card ?? ""
      let model =
        try folder.map { try TransistorModel(file: file(path, in: $0)) } ?? TransistorModel.fiveVolt()
      description = TransistorDescription(name: name, model: .own(model))
      description.files = folder.map { [source, file(path, in: $0)] } ?? []
    }
    let usual = description.size
    description.size = FoundryTransistor.Size(
      width: try length("width_um", of: top) ?? usual.width, length: try length("length_um", of: top) ?? usual.length)
    if let mismatch = try top.section("mismatch") { description.mismatch = try spreads(mismatch) }
    if let ratings = try top.section("ratings_V") {
      try ratings.allow(TransistorRatings.Pair.allCases.map(\.rawValue))
      for pair in TransistorRatings.Pair.allCases {
        guard let value = try ratings.number(pair.rawValue, .volts) else { continue }
        guard value > 0, value <= 1000 else {
          throw ratings.fault(pair.rawValue, "the rating is \(SpiceNumber.shortest(value)) V; allowed is more than 0, to 1000 V")
        }
        description.ratings[pair] = .volts(value)
      }
    }
    return description
  }

  private func foundry(
    _ top: DescriptionReader.Section, name: String, library: String
  ) throws -> TransistorDescription {
    let folder = folder ?? ""
    // Absolute: decks with a reference to the library may lie anywhere.
    let place = { (path: String) in URL(fileURLWithPath: file(path, in: folder)).standardizedFileURL.path }
    var transistor = FoundryTransistor(
      path: place(library), name: try top.text("transistor") ?? name, kind: .subcircuit)
    if let kind = try top.text("kind") {
      guard let known = FoundryTransistor.Kind(rawValue: kind) else {
        throw top.fault("kind", "'kind' is \(excerpt(kind)); allowed are subcircuit and card")
      }
      transistor.kind = known
    }
    if let words = try top.words("terminals") {
      let terminals = words.compactMap(FoundryTransistor.Terminal.init(rawValue:))
      guard Set(terminals).count == 4, words.count == 4 else {
        throw top.fault("terminals", "expected drain, gate, source and bulk in the subcircuit's order")
      }
      transistor.terminals = terminals
    }
    transistor.preceding = try (top.words("files") ?? []).map { word in
      var preceding = FoundryTransistor.File(written: word)
      preceding.path = place(preceding.path)
      return preceding
    }
    transistor.compiledModels = try (top.words("osdi") ?? []).map(place)
    transistor.widthParameter = try top.text("width_parameter") ?? transistor.widthParameter
    transistor.lengthParameter = try top.text("length_parameter") ?? transistor.lengthParameter
    if let unit = try top.number("size_unit_um") {
      guard unit > 0, unit.isFinite else {
        throw top.fault("size_unit_um", "the unit of sizes is \(unit) um; allowed is more than 0")
      }
      transistor.sizeUnit = .micrometers(unit)
    }
    if let parameters = try top.section("parameters") {
      transistor.parameters = try parameters.names.map { key in
        Element.Parameter(key, try parameters.required(key) { try parameters.number($0) })
      }
    }
    transistor.compatibility = try top.text("compatibility")
    var description = TransistorDescription(name: name, model: .foundry(transistor))
    description.corners = try top.words("corners") ?? []
    description.files = [source] + transistor.files.map(\.path) + transistor.compiledModels
    return description
  }

  /// The spread of threshold voltage and gain; of each a standard deviation or a coefficient of the area.
  private func spreads(_ section: DescriptionReader.Section) throws(DeviceError) -> TransistorMismatch {
    let (sigma, area) = ("sigma", "area")
    func key(_ property: String, _ kind: String, _ unit: String) -> String {
      "\(property)_\(kind)_\(unit)" + (kind == area ? "_um" : "")
    }
    let properties = [("threshold", "mV", 1e-3), ("gain", "percent", 0.01)]
    try section.allow(properties.flatMap { name, unit, _ in [sigma, area].map { key(name, $0, unit) } })
    var spreads: [TransistorMismatch.Spread] = []
    for (name, unit, factor) in properties {
      let keys = (sigma: key(name, sigma, unit), area: key(name, area, unit))
      let values = (sigma: try section.number(keys.sigma), area: try section.number(keys.area))
      if values.sigma != nil, values.area != nil {
        throw section.fault(keys.area, "'\(keys.sigma)' and '\(keys.area)' exclude each other: give one")
      }
      for (key, value) in [(keys.sigma, values.sigma), (keys.area, values.area)] {
        if let value, !(0...1000).contains(value) {
          throw section.fault(key, "'\(key)' is \(SpiceNumber.shortest(value)); allowed is 0 to 1000")
        }
      }
      spreads.append(
        values.sigma.map { .sigma($0 * factor) } ?? values.area.map { .area($0 * factor * 1e-6) } ?? .none)
    }
    return TransistorMismatch(threshold: spreads[0], gain: spreads[1])
  }

  /// A size above zero, of at most a metre.
  private func length(_ key: String, of top: DescriptionReader.Section) throws -> Length? {
    guard let value = try top.number(key) else { return nil }
    guard value > 0, value <= 1e6 else {
      throw top.fault(key, "'\(key)' is \(SpiceNumber.shortest(value)); allowed is more than 0, to 1e6 um")
    }
    return .micrometers(value)
  }

  private func file(_ path: String, in folder: String) -> String { path.hasPrefix("/") ? path : folder + path }
}
