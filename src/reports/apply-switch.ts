/** How disruptive scripts keep the path to Management, and recreate a switch: its mode is settled when it is created. */

/**
 * A path to Management is an adapter that is up and has a default route. What hangs on a NIC is lost with it: the team that
 * has no other member up, the switch that has no other uplink up, and the host vNICs of that switch.
 */
export const MANAGEMENT_PATH = String.raw`function Get-SwitchAdapter([string]$SwitchName) {
  $devices = @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.SwitchName -eq $SwitchName } | ForEach-Object { $_.DeviceId })
  return @(Get-NetAdapter -ErrorAction Stop | Where-Object { $devices -contains $_.DeviceID } | ForEach-Object { $_.Name })
}

function Get-Dependent([string]$Name) {
  $lost = @($Name)
  $up = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Status -eq 'Up' })
  foreach ($team in @(Get-NetLbfoTeam -ErrorAction SilentlyContinue)) {
    $others = @($up | Where-Object { $_.Name -ne $Name -and @($team.Members) -contains $_.Name })
    if (@($team.Members) -contains $Name -and $others.Count -eq 0) { $lost += @($team.TeamNics) }
  }
  foreach ($each in @(Get-VMSwitch -SwitchType External -ErrorAction Stop)) {
    $uplinks = @(Get-NetAdapter -ErrorAction Stop | Where-Object { @($each.NetAdapterInterfaceDescriptions) -contains $_.InterfaceDescription } | ForEach-Object { $_.Name })
    $touched = @($uplinks | Where-Object { $lost -contains $_ })
    $others = @($up | Where-Object { $uplinks -contains $_.Name -and $lost -notcontains $_.Name })
    if ($touched.Count -gt 0 -and $others.Count -eq 0) { $lost += @(Get-SwitchAdapter $each.Name) }
  }
  return $lost
}

function Assert-ManagementStays([string[]]$Lost) {
  if ($AllowManagementLoss) { return }
  $routed = @(Get-NetRoute -ErrorAction Stop | Where-Object { @('0.0.0.0/0', '::/0') -contains $_.DestinationPrefix } | ForEach-Object { $_.InterfaceIndex })
  $paths = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Status -eq 'Up' -and $Lost -notcontains $_.Name -and $routed -contains $_.InterfaceIndex })
  if ($paths.Count -eq 0) {
    throw 'no second path to Management is up. Work at the console of the host and add -AllowManagementLoss, or open another path.'
  }
}`;

/** Everything a host vNIC loses with its switch. */
export const KEEP_HOST_VNIC = String.raw`function Get-HostVnicState($Vnic) {
  $seen = Select-Single @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.DeviceID -eq $Vnic.DeviceId }) "the adapter of the host vNIC $($Vnic.Name)"
  $index = $seen.InterfaceIndex
  $limit = 0
  if ($null -ne $Vnic.BandwidthSetting) { $limit = $Vnic.BandwidthSetting.MaximumBandwidth }
  $vlan = Get-VMNetworkAdapterVlan -VMNetworkAdapter $Vnic -ErrorAction Stop
  $jumbo = @(Get-NetAdapterAdvancedProperty -Name ([WildcardPattern]::Escape($seen.Name)) -AllProperties -ErrorAction Stop | Where-Object { $_.RegistryKeyword -eq '*JumboPacket' } | ForEach-Object { @($_.RegistryValue)[0] })
  $rdma = @(Get-NetAdapterRdma -ErrorAction SilentlyContinue | Where-Object { $_.Name -eq $seen.Name } | ForEach-Object { $_.Enabled })
  return [pscustomobject]@{
    Name = $Vnic.Name
    Alias = $seen.Name
    MacAddress = $Vnic.MacAddress
    VlanMode = [string]$vlan.OperationMode
    VlanId = $vlan.AccessVlanId
    NativeVlanId = $vlan.NativeVlanId
    AllowedVlans = $vlan.AllowedVlanIdListString
    MaximumBandwidth = $limit
    IeeePriorityTag = [string]$Vnic.IeeePriorityTag
    Jumbo = $jumbo
    Rdma = $rdma
    Addresses = @(Get-NetIPAddress -InterfaceIndex $index -ErrorAction SilentlyContinue | Where-Object { $_.PrefixOrigin -eq 'Manual' } | Select-Object -Property @('IPAddress', 'PrefixLength'))
    Routes = @(Get-NetRoute -InterfaceIndex $index -ErrorAction SilentlyContinue | Where-Object { @('0.0.0.0', '::') -notcontains $_.NextHop } | Select-Object -Property @('DestinationPrefix', 'NextHop', 'RouteMetric'))
    Dns = @(Get-DnsClientServerAddress -InterfaceIndex $index -ErrorAction SilentlyContinue | ForEach-Object { $_.ServerAddresses })
  }
}

function Restore-HostVnic($State, [string]$SwitchName) {
  Add-VMNetworkAdapter -ManagementOS -SwitchName $SwitchName -Name $State.Name -StaticMacAddress $State.MacAddress -ErrorAction Stop
  $vnic = Select-Single @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.Name -eq $State.Name }) "the host vNIC $($State.Name)"
  if ($State.VlanMode -eq 'Access') { Set-VMNetworkAdapterVlan -VMNetworkAdapter $vnic -Access -VlanId $State.VlanId -ErrorAction Stop }
  if ($State.VlanMode -eq 'Trunk') {
    Set-VMNetworkAdapterVlan -VMNetworkAdapter $vnic -Trunk -NativeVlanId $State.NativeVlanId -AllowedVlanIdList $State.AllowedVlans -ErrorAction Stop
  }
  Set-VMNetworkAdapter -VMNetworkAdapter $vnic -IeeePriorityTag $State.IeeePriorityTag -ErrorAction Stop
  if ($State.MaximumBandwidth -gt 0) { Set-VMNetworkAdapter -VMNetworkAdapter $vnic -MaximumBandwidth $State.MaximumBandwidth -ErrorAction Stop }
  $seen = Select-Single @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.DeviceID -eq $vnic.DeviceId }) "the adapter of the host vNIC $($State.Name)"
  if ($seen.Name -ne $State.Alias) { Rename-NetAdapter -Name ([WildcardPattern]::Escape($seen.Name)) -NewName $State.Alias -ErrorAction Stop }
  $pattern = [WildcardPattern]::Escape($State.Alias)
  foreach ($size in @($State.Jumbo)) { Set-NetAdapterAdvancedProperty -Name $pattern -RegistryKeyword '*JumboPacket' -RegistryValue $size -ErrorAction Stop }
  if (@($State.Rdma) -contains $true) { Enable-NetAdapterRdma -Name $pattern -Confirm:$false -ErrorAction Stop }
  if (@($State.Addresses).Count -eq 0) { return }
  Set-NetIPInterface -InterfaceIndex $seen.InterfaceIndex -Dhcp Disabled -ErrorAction Stop
  foreach ($address in @($State.Addresses)) {
    New-NetIPAddress -InterfaceIndex $seen.InterfaceIndex -IPAddress $address.IPAddress -PrefixLength $address.PrefixLength -ErrorAction Stop | Out-Null
  }
  foreach ($route in @($State.Routes)) {
    New-NetRoute -InterfaceIndex $seen.InterfaceIndex -DestinationPrefix $route.DestinationPrefix -NextHop $route.NextHop -RouteMetric $route.RouteMetric -ErrorAction Stop | Out-Null
  }
  if (@($State.Dns).Count -gt 0) { Set-DnsClientServerAddress -InterfaceIndex $seen.InterfaceIndex -ServerAddresses $State.Dns -ErrorAction Stop }
}`;

/** The host vNICs with a gateway come back first. If the new switch cannot be made, the old one is made again. */
export const SWITCH_MODE = String.raw`function Read-SwitchMode([hashtable]$Target, [string]$Setting) {
  return (Find-Switch $Target['Switch']).BandwidthReservationMode
}

function Write-SwitchMode([hashtable]$Target, [string]$Setting, $Value) {
  $old = Find-Switch $Target['Switch']
  if ([string]$old.SwitchType -ne 'External') { throw 'it is not an external switch.' }
  $uplinks = @(Get-NetAdapter -ErrorAction Stop | Where-Object { @($old.NetAdapterInterfaceDescriptions) -contains $_.InterfaceDescription } | ForEach-Object { $_.Name })
  if ($uplinks.Count -eq 0) { throw 'its uplinks were not found.' }
  $vms = @(Get-VM -ErrorAction Stop)
  $ports = @($vms | Get-VMNetworkAdapter -ErrorAction Stop | Where-Object { $_.SwitchName -eq $old.Name })
  $awake = @($vms | Where-Object { [string]$_.State -ne 'Off' } | ForEach-Object { $_.Name })
  $held = @($ports | Where-Object { $awake -contains $_.VMName })
  if ($held.Count -gt 0) { throw "$($held.Count) adapters of VMs that are not off hang on it. Drain the host first." }
  Assert-ManagementStays @(@(Get-SwitchAdapter $old.Name) + $uplinks)
  $states = @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.SwitchName -eq $old.Name } | ForEach-Object { Get-HostVnicState $_ })
  $form = @{ Name = $old.Name; NetAdapterName = $uplinks; AllowManagementOS = $false; Notes = $old.Notes }
  $teamed = $null -ne $old.PSObject.Properties['EmbeddedTeamingEnabled'] -and $old.EmbeddedTeamingEnabled
  if ($teamed) {
    $form['EnableEmbeddedTeaming'] = $true
    $team = Select-Single @(Get-VMSwitchTeam -ErrorAction Stop | Where-Object { $_.Name -eq $old.Name }) 'its team'
  }
  if ($old.IovEnabled) { $form['EnableIov'] = $true }
  $before = [string]$old.BandwidthReservationMode
  Export-Clixml -InputObject @{ Switch = $form; Mode = $before; HostVnics = $states } -LiteralPath "$recordPath.$($old.Id).xml" -Depth 5
  Remove-VMSwitch -VMSwitch $old -Force -ErrorAction Stop
  $failure = $null
  try { New-VMSwitch @form -MinimumBandwidthMode $Value -ErrorAction Stop }
  catch { $failure = $_; New-VMSwitch @form -MinimumBandwidthMode $before -ErrorAction Stop }
  if ($teamed) { Set-VMSwitchTeam -Name $form['Name'] -LoadBalancingAlgorithm $team.LoadBalancingAlgorithm -ErrorAction Stop }
  foreach ($state in @($states | Sort-Object { @($_.Routes).Count } -Descending)) {
    try { Restore-HostVnic $state $form['Name'] }
    catch { $failure = $_ }
  }
  foreach ($port in $ports) { Connect-VMNetworkAdapter -VMNetworkAdapter $port -SwitchName $form['Name'] -ErrorAction Stop }
  if ($null -ne $failure) { throw $failure }
}`;
