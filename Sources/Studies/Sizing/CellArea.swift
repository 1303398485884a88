import CrossbarArrays
import CrossbarPrimitives

/// An estimate of the silicon a 1T1R cell takes: its transistor, drawn as one finger, with a contact at either end; the
/// memristor lies above it and takes none.
///
/// By MOSIS's scalable CMOS rules (SCMOS, revision 8) in units of lambda, half the shortest gate: a contact of 2 lambda
/// (rule 6.1) stands 2 from the gate (6.4) and 1.5 inside the active area (6.2), and active areas stand 3 apart (2.2).
/// That makes (W + 3 lambda) (L + 14 lambda). Lambda is 0.3 um, for the 0.6 um gates of `models/nmos-5v`; for another
/// process the figure only ranks transistors.
public struct CellArea: Hashable, Sendable {
  public let width, height: Length

  static let lambda = Length.micrometers(0.3)

  /// Nil for a transistor without a size.
  public init?(of transistor: AccessTransistor) {
    guard transistor.width > .zero else { return nil }
    width = transistor.width + Self.lambda * 3
    height = transistor.length + Self.lambda * 14
  }

  public var area: Area { .squareMicrometers(width.micrometers * height.micrometers) }
}
