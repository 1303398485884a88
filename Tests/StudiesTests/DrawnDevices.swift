import CrossbarArrays
import Studies
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge

/// What the tests of the device studies share.
enum DrawnDevices {
  static func bench() -> DeviceBench { DeviceBench(engine: NgspiceEngine.shared) }

  static func population(_ count: Int, seed: UInt64 = 1) throws -> DevicePopulation {
    DevicePopulation(kind: try usualDevice(), seed: seed, count: count)
  }

  static func transistor() throws -> AccessTransistor {
    AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
  }

  static let setPulse = DevicePulse(amplitude: .volts(5), width: .milliseconds(100))
}
