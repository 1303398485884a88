import Records
import Testing

@Suite struct FigureMeaningTests {
  @Test(arguments: [
    (RecordValue.number(0.1), "read_voltage_V", "100 mV"), (.whole(5), "voltage_V", "5 V"), (.whole(3), "bits", "3"),
    (.number(1e-5), "edge_s", "10 µs"), (.whole(60), "transistor_width_um", "60 µm"), (.number(0.5), "wire_ohm", "500 mohm"),
    (.number(1.12), "gate_voltage_V", "1.12 V"), (.number(2.5), "sweep_rate_V_per_s", "2.5 V/s"),
    (.whole(.max), "seed", "18446744073709551615"), (.number(1.0 / 3), "share", "0.333333"), (.flag(true), "fresh", "yes"),
    (.null, "limit_A", "none"), (.text("line"), "scope", "line"), (.text("inf"), "rest_s", "inf"),
    // A key that is nothing but a letter names a thing and not its unit.
    (.whole(2), "V", "2"), (.whole(7), "cells", "7"),
  ])
  func readsWithTheUnitOfItsKey(value: RecordValue, key: String, text: String) {
    let meaning = FigureMeaning(of: RecordField(key, value))
    #expect(meaning.format.text(value, unit: meaning.unit) == text)
  }
}
