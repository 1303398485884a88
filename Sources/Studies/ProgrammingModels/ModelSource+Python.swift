import CrossbarPrimitives
import MemristorDevices

extension ModelSource {
  /// A device model of CrossSim 3: it works on conductances relative to the largest one.
  var crosssim: String {
    let name = className + "Levels"
    let (lowest, highest) = (table.targets[0], table.targets[table.levelCount - 1])
    return heading("Programming error and drift of a memristor for CrossSim 3.", unit: "S") + """
      #
      # Import this file before cores are made, then set
      #     params.xbar.device.Rmin = \(SpiceNumber.shortest(1 / highest.si))
      #     params.xbar.device.Rmax = \(SpiceNumber.shortest(1 / lowest.si))
      #     params.xbar.device.programming_error.enable = True
      #     params.xbar.device.programming_error.model = "\(name)"
      # and for a time after the write, up to \(SpiceNumber.shortest(table.timeRange.upperBound.si)) s,
      #     params.xbar.device.time = 1.0
      #     params.xbar.device.drift_error.enable = True
      #     params.xbar.device.drift_error.model = "\(name)"
      # The largest conductance of the array is taken for G_MAX. Random numbers are CrossSim's own.
      import math

      from simulator.backend import ComputeBackend

      try:
          from simulator.devices.base_device import BaseDevice as Device
      except ImportError:
          from simulator.devices.idevice import EmptyDevice as Device

      xp = ComputeBackend()

      \(pythonTable(scale: 1))

      class \(name)(Device):
          def programming_error(self, input_):
              return self._programmed(input_, TIMES[0])

          def drift_error(self, input_, time):
              return self._programmed(input_, time)

          def _programmed(self, input_, time):
              target = input_ * G_MAX
              earlier, later, share = _between(time)

              def at(rows):
                  first = xp.interp(target, xp.asarray(TARGETS), xp.asarray(rows[earlier]))
                  second = xp.interp(target, xp.asarray(TARGETS), xp.asarray(rows[later]))
                  return (1 - share) * first + share * second

              read = target + at(OFFSETS) + at(DEVIATIONS) * xp.random.normal(size=input_.shape)
              return (read / G_MAX).clip(0, None).astype(input_.dtype)

      """
  }

  /// A noise model of aihwkit: it works on conductances in uS. A cell keeps its place among the others from programming on,
  /// as in `ProgrammingTable`.
  var aihwkit: String {
    let name = className + "NoiseModel"
    return heading("Programming noise and drift of a memristor for inference with aihwkit.", unit: "uS") + """
      #
      # Import it and set
      #     rpu_config.noise_model = \(name)()
      # then model.eval(); model.drift_analog_weights(t), t up to \(SpiceNumber.shortest(table.timeRange.upperBound.si)) s. Weights are pairs of conductances
      # from G_MIN to G_MAX unless another converter is given. Random numbers are PyTorch's.
      import math

      import torch
      from aihwkit.inference.converter.conductance import SinglePairConductanceConverter
      from aihwkit.inference.noise.base import BaseNoiseModel

      \(pythonTable(scale: 1e6))

      def _interpolated(rows, time, target):
          earlier, later, share = _between(time)
          x = torch.tensor(TARGETS, dtype=target.dtype, device=target.device)
          first = torch.tensor(rows[earlier], dtype=target.dtype, device=target.device)
          second = torch.tensor(rows[later], dtype=target.dtype, device=target.device)
          y = (1 - share) * first + share * second
          above = torch.bucketize(target.contiguous(), x).clamp(1, len(TARGETS) - 1)
          place = ((target - x[above - 1]) / (x[above] - x[above - 1])).clamp(0, 1)
          return y[above - 1] + place * (y[above] - y[above - 1])


      class \(name)(BaseNoiseModel):
          def __init__(self, g_converter=None, noise_scale=1.0):
              super().__init__(g_converter or SinglePairConductanceConverter(g_max=G_MAX, g_min=G_MIN))
              self.noise_scale = noise_scale

          @torch.no_grad()
          def apply_noise(self, weights, t_inference):
              return self.apply_drift_noise(*self.apply_programming_noise(weights), t_inference)

          @torch.no_grad()
          def apply_programming_noise(self, weights):
              targets, params = self.g_converter.convert_to_conductances(weights)
              # For reads at any time: each cell's target and standard score, and how conductances become weights.
              cells = [(target, torch.randn_like(target), params) for target in targets]
              return self.apply_drift_noise(weights, cells, TIMES[0]), cells

          @torch.no_grad()
          def apply_drift_noise(self, weights, drift_noise_parameters, t_inference):
              # Not from the programmed weights: the largest of those would give another scale than the targets have.
              read = [self._read(target, score, t_inference) for target, score, _ in drift_noise_parameters]
              return self.g_converter.convert_back_to_weights(read, drift_noise_parameters[0][2])

          @torch.no_grad()
          def apply_programming_noise_to_conductance(self, g_target):
              return self._read(g_target, torch.randn_like(g_target), TIMES[0])

          def _read(self, g_target, score, time):
              deviation = self.noise_scale * _interpolated(DEVIATIONS, time, g_target)
              return (g_target + _interpolated(OFFSETS, time, g_target) + deviation * score).clamp(min=0.0)

      """
  }
}
