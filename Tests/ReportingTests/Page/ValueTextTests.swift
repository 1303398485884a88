import Testing

@testable import Reporting

@Suite struct ValueTextTests {
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
    #expect(ValueText.text(value, key: key) == text)
  }

  @Test(arguments: [(0.44, "0.4 s"), (59.94, "59.9 s"), (200, "3 min 20 s"), (3600, "1 h 0 min"), (7512, "2 h 5 min")])
  func durationsAreForPeople(seconds: Double, text: String) {
    #expect(durationText(seconds: seconds) == text)
  }
}
