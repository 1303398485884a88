import CrossbarArrays
import CrossbarPrimitives

/// An estimate of the silicon area of a 1T1R cell: its transistor, drawn as one finger with a contact at either end. The
/// memristor lies above it and takes no area.
///
/// By MOSIS's scalable CMOS rules (SCMOS, revision 8), in units of lambda, half the shortest gate: a contact of 2 lambda
/// (rule 6.1) is 2 from the gate (6.4) and 1.5 inside the active area (6.2), and active areas are 3 apart (2.2). That
/// makes (W + 3 lambda) (L + 14 lambda). Lambda is 0.3 um, for the 0.6 um gates of `models/nmos-5v`; for another process
/// the figure only ranks transistors.
package struct CellArea: Hashable, Sendable {
  /// Along the transistor's width and along its length, with the distance to the next cell included.
  package let width, height: Length

  /// Half the shortest gate length of the process.
  static let lambda = Length.micrometers(0.3)

  /// Nil for an ideal switch, which has no size.
  package init?(of transistor: AccessTransistor) {
    guard transistor.width > .zero else { return nil }
    width = transistor.width + Self.lambda * 3
    height = transistor.length + Self.lambda * 14
  }

  package var area: Area { .squareMicrometers(width.micrometers * height.micrometers) }
}
